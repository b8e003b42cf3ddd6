import type { Warning } from '../model/capacity.js';
import type { HostFacts } from '../model/facts.js';
import type { Deployment, RemovedKeyword } from '../model/hop.js';
import { isBefore } from './version.js';

/** Keywords that the version in use does not know any more, each once; an unknown version is a new one. */
export function removedWarnings({ removed = [] }: Deployment, facts: HostFacts): Warning[] {
  const byName = new Map<string, RemovedKeyword>();
  for (const one of removed) if (!byName.has(one.name)) byName.set(one.name, one);
  return [...byName.values()]
    .filter(({ since }) => !isBefore(facts.proxyVersions?.haproxy, since))
    .map(({ name, since, instead, place }) => ({
      code: 'PROXY_WILL_NOT_START',
      severity: 'error',
      message: `HAProxy ${since} and later does not start with "${name}"${timesOf(name, removed)}`,
      fix: `${instead.charAt(0).toUpperCase()}${instead.slice(1)}.`,
      file: place.file,
      line: place.line,
    }));
}

function timesOf(name: string, removed: readonly RemovedKeyword[]): string {
  const count = removed.filter((one) => one.name === name).length;
  return count > 1 ? `, which stands on ${count} lines` : '';
}
