import type { HaproxyBackend, HaproxyFrontend } from '../../../model/haproxy.js';
import { isMadeAtRunTime } from '../syntax/environment.js';

type Serving = ReadonlyMap<string, HaproxyBackend>;

/**
 * The backends with servers that a frontend passes connections to. A name made at run time, by an
 * expression or a map, may be any backend that it matches.
 */
export function reachableBackends(
  frontend: HaproxyFrontend,
  { serving }: { readonly serving: Serving },
): HaproxyBackend[] {
  const found = new Set<HaproxyBackend>();
  if (frontend.answersAll) return [];
  for (const { name, reached } of frontend.backends) {
    if (!reached) continue;
    const named = serving.get(name);
    if (named) found.add(named);
    else if (isMadeAtRunTime(name))
      for (const one of fitting(name, frontend, serving)) found.add(one);
  }
  return [...found].sort((a, b) => a.place.line - b.place.line);
}

/**
 * `be_%[path,map(x)]` begins with `be_`. A `listen` has clients of its own and is left out.
 * Connections that arrive as HTTP are closed if the backend is of mode tcp (measured, 2.6).
 */
function fitting(
  name: string,
  frontend: HaproxyFrontend,
  serving: Serving,
): readonly HaproxyBackend[] {
  const all = [...serving.values()].filter(
    ({ section, mode }) => section === 'backend' && (frontend.mode === 'tcp' || mode === 'http'),
  );
  const before = /^[^%$]*/.exec(name)?.[0] ?? '';
  const after = name.slice(Math.max(name.lastIndexOf(']'), name.lastIndexOf('}')) + 1);
  const some = all.filter((one) => one.name.startsWith(before) && one.name.endsWith(after));
  return some.length > 0 ? some : all;
}
