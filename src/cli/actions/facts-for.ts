import { overrideFacts } from '../../capacity/override-facts.js';
import type { ConfigLanguage } from '../../config/language.js';
import type { LimitsOf } from '../../host/facts/read-facts.js';
import { TidegateError } from '../../lib/errors.js';
import type { HostFacts } from '../../model/facts.js';
import type { HostFlags } from '../options/host-flags.js';

/**
 * This host's facts or those of a file, with the values that the command line overrides.
 * @param language the language of the proxy that `--proxy-version` is about; null = there is no
 *   configuration
 * @throws TidegateError
 */
export async function factsFor(
  options: HostFlags,
  language: ConfigLanguage | null = null,
): Promise<HostFacts> {
  const { pid, service } = options;
  const process = { ...(pid !== undefined && { pid }), ...(service !== undefined && { service }) };
  const [named] = Object.keys(process);
  if (options.facts && named) throw processElsewhere(named);
  const facts = options.facts ? await captured(options.facts) : await live(process);
  const { proxyVersion } = options;
  if (proxyVersion !== undefined && language === null) throw versionOfNothing();
  const { portRange, reserved, kernel, nofile } = options;
  return overrideFacts(facts, {
    ...(portRange && { portRange }),
    ...(reserved !== undefined && { reservedPorts: reserved }),
    ...(kernel !== undefined && { kernel }),
    ...(nofile && { nofile }),
    ...(proxyVersion !== undefined &&
      language !== null && {
        proxyVersions: { ...facts.proxyVersions, [language]: proxyVersion },
      }),
  });
}

async function captured(file: string): Promise<HostFacts> {
  const { readFactsFile } = await import('../../host/facts/facts-file.js');
  return readFactsFile(file);
}

async function live(process: LimitsOf): Promise<HostFacts> {
  const [{ readFacts }, { thisHost }] = await Promise.all([
    import('../../host/facts/read-facts.js'),
    import('../../host/facts/host.js'),
  ]);
  return readFacts(thisHost(), process);
}

function processElsewhere(option: string): TidegateError {
  const message = `--${option} reads this host, and --facts describes another`;
  return new TidegateError('OPTION_MISPLACED', message, {
    hint: `Leave one of them out; tidegate facts --${option} ... --json captures them together.`,
  });
}

function versionOfNothing(): TidegateError {
  return new TidegateError('OPTION_MISPLACED', '--proxy-version needs a configuration', {
    hint: 'Name one: tidegate capacity nginx.conf --proxy-version 1.28.0.',
  });
}
