import type { HaproxyBackend, HaproxyFrontend } from '../../model/haproxy.js';
import { isMadeAtRunTime } from './run-time-name.js';
import type { Setting } from './setting.js';

/**
 * The backends with servers that a frontend passes connections on to. A name that is made at run
 * time, of an expression or a map, can be each of those that it fits.
 */
export function reachableBackends(
  frontend: HaproxyFrontend,
  { serving }: Pick<Setting, 'serving'>,
): HaproxyBackend[] {
  const found = new Set<HaproxyBackend>();
  for (const { name } of frontend.backends) {
    const named = serving.get(name);
    if (named) found.add(named);
    else if (isMadeAtRunTime(name)) for (const one of fitting(name, serving)) found.add(one);
  }
  return [...found].sort((a, b) => a.place.line - b.place.line);
}

/** `be_%[path,map(x)]` begins with `be_`; a `listen` has clients of its own and is left out. */
function fitting(name: string, serving: Setting['serving']): readonly HaproxyBackend[] {
  const all = [...serving.values()].filter(({ section }) => section === 'backend');
  const before = /^[^%$]*/.exec(name)?.[0] ?? '';
  const after = name.slice(Math.max(name.lastIndexOf(']'), name.lastIndexOf('}')) + 1);
  const some = all.filter((one) => one.name.startsWith(before) && one.name.endsWith(after));
  return some.length > 0 ? some : all;
}
