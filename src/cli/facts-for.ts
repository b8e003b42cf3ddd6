import { overrideFacts } from '../capacity/override-facts.js';
import type { ConfigLanguage } from '../config/language.js';
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
  if (options.facts && options.pid !== undefined) throw pidElsewhere();
  const facts = options.facts ? await captured(options.facts) : await live(options.pid);
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

async function live(pid: string | undefined): Promise<HostFacts> {
  const [{ readFacts }, { thisHost }] = await Promise.all([
    import('../host/read-facts.js'),
    import('../host/host.js'),
  ]);
  return readFacts(thisHost(), pid);
}

function pidElsewhere(): TidegateError {
  return new TidegateError('OPTION_MISPLACED', '--pid is of this host, and --facts of another', {
    hint: 'Leave one of them out; tidegate facts --pid N --json captures them together.',
  });
}

function versionOfNothing(): TidegateError {
  return new TidegateError('OPTION_MISPLACED', '--proxy-version needs a configuration', {
    hint: 'Name one, as tidegate capacity nginx.conf --proxy-version 1.28.0.',
  });
}
