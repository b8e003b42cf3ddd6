import { overrideFacts } from '../capacity/override-facts.js';
import type { ConfigLanguage } from '../config/language.js';
import type { LimitsOf } from '../host/read-facts.js';
import { TidegateError } from '../lib/errors.js';
import type { HostFacts } from '../model/facts.js';
import {
  nofileOption,
  portListOption,
  portRangeOption,
  versionOption,
} from './capacity-options.js';

/** The options that say of which host the figures are. */
export interface FactOptions {
  readonly facts?: string;
  readonly portRange?: string;
  readonly reserved?: string;
  readonly kernel?: string;
  readonly proxyVersion?: string;
  readonly nofile?: string;
  readonly pid?: string;
  readonly service?: string;
}

/**
 * This host's facts or those of a file, with what the command line overrides.
 * @param language whose version `--proxy-version` is; null = there is no configuration.
 * @throws TidegateError
 */
export async function factsFor(
  options: FactOptions,
  language: ConfigLanguage | null = null,
): Promise<HostFacts> {
  const { pid, service } = options;
  const process = { ...(pid !== undefined && { pid }), ...(service !== undefined && { service }) };
  const [named] = Object.keys(process);
  if (options.facts && named) throw processElsewhere(named);
  const facts = options.facts ? await captured(options.facts) : await live(process);
  const { proxyVersion } = options;
  if (proxyVersion !== undefined && language === null) throw versionOfNothing();
  return overrideFacts(facts, {
    ...(options.portRange && { portRange: portRangeOption('--port-range', options.portRange) }),
    ...(options.reserved !== undefined && {
      reservedPorts: portListOption('--reserved', options.reserved),
    }),
    ...(options.kernel !== undefined && { kernel: versionOption('--kernel', options.kernel) }),
    ...(options.nofile !== undefined && { nofile: nofileOption(options.nofile) }),
    ...(proxyVersion !== undefined &&
      language !== null && {
        proxyVersions: {
          ...facts.proxyVersions,
          [language]: versionOption('--proxy-version', proxyVersion),
        },
      }),
  });
}

async function captured(file: string): Promise<HostFacts> {
  const { readFactsFile } = await import('../host/facts-file.js');
  return readFactsFile(file);
}

async function live(process: LimitsOf): Promise<HostFacts> {
  const [{ readFacts }, { thisHost }] = await Promise.all([
    import('../host/read-facts.js'),
    import('../host/host.js'),
  ]);
  return readFacts(thisHost(), process);
}

function processElsewhere(option: string): TidegateError {
  const message = `--${option} is of this host, and --facts of another`;
  return new TidegateError('OPTION_MISPLACED', message, {
    hint: `Leave one of them out; tidegate facts --${option} ... --json captures them together.`,
  });
}

function versionOfNothing(): TidegateError {
  return new TidegateError('OPTION_MISPLACED', '--proxy-version needs a configuration', {
    hint: 'Name one, as tidegate capacity nginx.conf --proxy-version 1.28.0.',
  });
}
