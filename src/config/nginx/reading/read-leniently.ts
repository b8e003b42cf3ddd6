import { TidegateError } from '../../../lib/errors.js';
import type { NginxConfig } from '../../../model/nginx.js';
import type { ConfigSource } from '../../config-source.js';
import { type Leniency, lenient, parseWithIncludes } from '../syntax/include.js';
import type { Directive } from '../syntax/syntax.js';
import { readDirectives } from './read.js';

/** How many unfitting copies are left out one by one. */
const MOST_UNFIT = 100;

/**
 * Reads a configuration as far as possible, for capacity and lint. The copy of an included file
 * that was only guessed, by its name and folder, is left out if it does not fit, because another
 * file is meant.
 * @param prefix nginx's own; null = not given
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

/** The copy that contains an error; null = the error is in another file, or in none. */
function copyAt(error: unknown, { copies }: Leniency): string | null {
  if (!(error instanceof TidegateError) || !error.place) return null;
  return copies.has(error.place.file) ? error.place.file : null;
}
