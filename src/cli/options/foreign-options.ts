import { TidegateError } from '../../lib/errors.js';
import type { ForeignOptions } from '../../run/run-scenario.js';
import type { RunFlags } from './run-options.js';

const COMMAND_TIMEOUT_MS = 60_000;

/** The options that say how a backend is taken out. The first ones are required. */
const FLIP_OPTIONS = {
  '--backend-url': 'backendUrl',
  '--maintenance-on': 'maintenanceOn',
  '--maintenance-off': 'maintenanceOff',
} as const satisfies Record<string, keyof RunFlags>;
const FURTHER_FLIP_OPTIONS = {
  '--maintenance-text': 'maintenanceText',
  '--health-path': 'healthPath',
  '--command-timeout': 'commandTimeout',
  '--detect': 'detect',
  '--fall': 'fall',
  '--rise': 'rise',
  '--wait': 'wait',
} as const satisfies Record<string, keyof RunFlags>;
const FOREIGN_OPTIONS = {
  '--backend-header': 'backendHeader',
  '--header': 'header',
} as const satisfies Record<string, keyof RunFlags>;

/**
 * The options that only go together with --url; null = the run starts its own chain.
 * @param flips whether the scenario takes a backend out
 * @throws TidegateError OPTION_MISPLACED
 */
export function foreignOptions(flags: RunFlags, flips: boolean): ForeignOptions | null {
  const given = (options: Readonly<Record<string, keyof RunFlags>>, there: boolean) =>
    Object.entries(options).find(([, name]) => (flags[name] !== undefined) === there)?.[0];
  if (flags.url === undefined) {
    const stray = given({ ...FLIP_OPTIONS, ...FOREIGN_OPTIONS, ...FURTHER_FLIP_OPTIONS }, true);
    if (stray === undefined) return null;
    throw new TidegateError('OPTION_MISPLACED', `${stray} needs --url`, {
      hint: 'Add --url with the address of the frontend proxy, or leave it out.',
    });
  }
  const foreign = {
    url: flags.url,
    backendUrls: flags.backendUrl ?? [],
    backendHeader: flags.backendHeader?.toLowerCase() ?? null,
    headers: flags.header ?? new Map(),
  };
  if (!flips) {
    const stray = given({ ...FLIP_OPTIONS, ...FURTHER_FLIP_OPTIONS }, true);
    if (stray === undefined) return { ...foreign, maintenance: null };
    throw new TidegateError('OPTION_MISPLACED', `${stray} needs a scenario with a flip`, {
      hint: 'Leave it out, or run a scenario that takes a backend out: tidegate run maintenance.',
    });
  }
  const missing = given(FLIP_OPTIONS, false);
  if (missing !== undefined) {
    throw new TidegateError('OPTION_MISPLACED', `--url needs ${missing}`, {
      hint: 'A deployment of your own needs --backend-url, --maintenance-on and --maintenance-off.',
    });
  }
  return { ...foreign, maintenance: flipOptions(flags) };
}

function flipOptions(flags: RunFlags): ForeignOptions['maintenance'] {
  return {
    on: flags.maintenanceOn ?? '',
    off: flags.maintenanceOff ?? '',
    commandTimeoutMs: flags.commandTimeout ?? COMMAND_TIMEOUT_MS,
    text: flags.maintenanceText ?? null,
    healthPath: flags.healthPath ?? null,
    detectMs: flags.detect ?? null,
    fall: flags.fall ?? null,
    rise: flags.rise ?? null,
    waitMs: flags.wait ?? null,
  };
}
