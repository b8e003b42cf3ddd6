import type { NamedBackend } from '../../../model/haproxy.js';
import type { Place } from '../../../model/place.js';
import { isMadeAtRunTime } from '../syntax/environment.js';

/** Where a section sends its connections. */
interface Naming {
  readonly section: string;
  readonly name: string;
  readonly place: Place;
  readonly useBackends: readonly {
    readonly name: string;
    readonly place: Place;
    readonly always: boolean;
    readonly never: boolean;
  }[];
  readonly defaultBackend: { readonly name: string; readonly place: Place } | null;
}

/**
 * The backends that a frontend uses, each once. Those below a `use_backend` that always applies are
 * not reached, nor is one whose condition is never true. If a name is made at run time and no
 * backend has it, the default is used. A `listen` without a default uses its own servers.
 *
 * Source: HAProxy stream.c, process_switching_rules; measured with 2.6.
 */
export function nextBackends(naming: Naming): NamedBackend[] {
  const { useBackends, defaultBackend, section, name, place } = naming;
  const own = section === 'listen' ? [{ name, place }] : [];
  const last = useBackends.findIndex(({ always }) => always);
  const above = last === -1 ? useBackends : useBackends.slice(0, last + 1);
  const asked = above.filter(({ never }) => !never);
  const isSure = last !== -1 && !isMadeAtRunTime(useBackends[last]?.name ?? '');
  const fallback = defaultBackend ? [defaultBackend] : own;
  const reached = new Set([...asked, ...(isSure ? [] : fallback)].map((one) => one.name));
  const all = [...useBackends, ...(defaultBackend ? [defaultBackend] : []), ...own];
  const byName = new Map(all.map((one) => [one.name, one.place]));
  return [...byName].map(([one, at]) => ({ name: one, place: at, reached: reached.has(one) }));
}
