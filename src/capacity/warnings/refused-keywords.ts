import { isBefore } from '../../lib/version-order.js';
import type { Warning } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Deployment } from '../../model/hop.js';
import type { Place } from '../../model/place.js';

/**
 * Warnings for keywords that the version in use no longer knows, each once; an unknown version
 * counts as a new one.
 */
export function removedWarnings({ removed = [] }: Deployment, facts: HostFacts): Warning[] {
  return firstOfEach(removed)
    .filter(({ since }) => since === null || !isBefore(facts.proxyVersions?.haproxy, since))
    .map(({ name, since, instead, place }) => ({
      ...refused(place),
      message:
        since === null
          ? `HAProxy does not start with "${name}" on a line of its own${timesOf(name, removed)}`
          : `HAProxy ${since} and later does not start with "${name}"${timesOf(name, removed)}`,
      fix: `${instead.charAt(0).toUpperCase()}${instead.slice(1)}.`,
    }));
}

/**
 * Warnings for keywords that the version in use does not know yet, each once; an unknown version
 * knows all.
 */
export function newerWarnings({ newer = [] }: Deployment, facts: HostFacts): Warning[] {
  return firstOfEach(newer)
    .map((keyword) => ({
      ...keyword,
      called: keyword.program ?? 'HAProxy',
      version: facts.proxyVersions?.[keyword.program ?? 'haproxy'],
    }))
    .filter(({ version, from }) => isBefore(version, from))
    .map(({ called, version, name, from, place }) => ({
      ...refused(place),
      message: `${called} before ${from} does not start with "${name}"${timesOf(name, newer)}: here it is ${version}`,
      fix: `Leave it out, or use ${called} ${from} or later.`,
    }));
}

function firstOfEach<T extends { readonly name: string }>(all: readonly T[]): T[] {
  const byName = new Map<string, T>();
  for (const one of all) if (!byName.has(one.name)) byName.set(one.name, one);
  return [...byName.values()];
}

function refused({ file, line }: Place): Pick<Warning, 'code' | 'severity' | 'file' | 'line'> {
  return { code: 'PROXY_WILL_NOT_START', severity: 'error', file, line };
}

function timesOf(name: string, removed: readonly { readonly name: string }[]): string {
  const count = removed.filter((one) => one.name === name).length;
  return count > 1 ? `, which stands on ${count} lines` : '';
}
