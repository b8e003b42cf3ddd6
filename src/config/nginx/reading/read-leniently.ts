import { TidegateError } from '../../../lib/errors.js';
import type { NginxConfig } from '../../../model/nginx.js';
import { type ConfigSource, type Leniency, lenient, parseWithIncludes } from '../syntax/include.js';
import type { Directive } from '../syntax/syntax.js';
import { readDirectives } from './read.js';

/** So many copies that do not fit are left out one by one. */
const MOST_UNFIT = 100;

/**
 * For capacity and lint: the configuration as far as it can be read. A copy of an included file that is
 * only guessed, by its name and where it lies, is left out where it does not fit: another was meant.
 * @param prefix nginx's own; null = not given.
 * @throws TidegateError CONFIG_*
 */
export function readLeniently(
  file: string,
  source: ConfigSource,
  prefix: string | null,
): { readonly directives: readonly Directive[]; readonly config: NginxConfig } {
  const unfit = new Set<string>();
  for (;;) {
    const leniency = lenient(prefix, unfit);
    try {
      const directives = parseWithIncludes(file, source, '', leniency);
      return { directives, config: readDirectives(file, directives, leniency) };
    } catch (error) {
      const copy = copyAt(error, leniency);
      if (copy === null || unfit.size === MOST_UNFIT) throw error;
      unfit.add(copy);
    }
  }
}

/** The copy that an error stands in; null = it is of another file, or of none. */
function copyAt(error: unknown, { copies }: Leniency): string | null {
  if (!(error instanceof TidegateError) || !error.place) return null;
  return copies.has(error.place.file) ? error.place.file : null;
}
