import type { Place } from '../../../model/place.js';
import type { Reader } from '../drafts/entry.js';
import { toRegExp } from '../values/regex.js';
import { checkRegex } from '../values/values.js';

/**
 * Checks a pattern that requests are matched with, and records what the proxy cannot run.
 * @throws TidegateError CONFIG_REGEX_BAD
 */
export function checkPattern(pattern: string, place: Place, reader: Reader): void {
  checkRegex(pattern, place);
  if (!reader.lenient && !runs(pattern)) reader.unmodelled(`pattern ${pattern}`, place);
}

function runs(pattern: string): boolean {
  try {
    toRegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
