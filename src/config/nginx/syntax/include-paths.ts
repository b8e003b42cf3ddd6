import { dirname, isAbsolute, join } from 'node:path';
import type { Directive } from './syntax.js';

const WILDCARD = /[*?[]/;

/** Whether an include may match several files, or none. */
export function isPattern(include: string): boolean {
  return WILDCARD.test(include);
}

/** Blocks that only a main configuration file has. */
const OF_A_WHOLE = /^(?:events|http)$/;

/**
 * Directories in which a lenient reader searches for includes, in this order. A fragment is in a
 * folder below the directory that its includes are relative to, so its parent folders are searched
 * too.
 * @param prefix nginx's own; null = not given
 */
export function lenientBases(
  file: string,
  directives: readonly Directive[],
  prefix: string | null,
): readonly string[] {
  if (prefix !== null) return [prefix];
  const own = dirname(file);
  if (directives.some(({ name }) => OF_A_WHOLE.test(name))) return [own];
  const bases = [own];
  for (let base = own; dirname(base) !== base; base = dirname(base)) bases.push(dirname(base));
  return bases;
}

/** How many directories of a copy are searched for an absolute path. */
const MOST_COPIES = 3;

/**
 * Where an included file may be, in order. In a copy of a configuration, the file of an absolute
 * path is beside it: for `/etc/nginx/conf.d/*.conf` these are `etc/nginx/conf.d/*.conf`,
 * `nginx/conf.d/*.conf` and `conf.d/*.conf` below each base.
 */
export function includePaths(
  include: string,
  bases: readonly string[],
  lenient: boolean,
): string[] {
  if (!isAbsolute(include)) return bases.map((base) => join(base, include));
  if (!lenient) return [include];
  const parts = include.split('/').filter(Boolean);
  // A pattern keeps its folder, because otherwise it would match unrelated files.
  const tails = parts.map((_, at) => parts.slice(at)).slice(0, isPattern(include) ? -1 : undefined);
  return [
    include,
    ...bases.slice(0, MOST_COPIES).flatMap((base) => tails.map((tail) => join(base, ...tail))),
  ];
}
