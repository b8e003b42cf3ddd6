import { flat } from '../../lib/text/flat.js';
import type { ResponseHead } from './response-head.js';

/** A longer name is cut: it would tell no more, and the record of every request keeps it. */
const LONGEST = 256;

/**
 * The backend that an answer names in a header field, as records keep it: of bounded length, and
 * copied out of the head. Null = it names none.
 */
export function backendNameIn(
  { headers }: Pick<ResponseHead, 'headers'>,
  field: string,
): string | null {
  const name = headers.get(field);
  return name === undefined ? null : flat(name.slice(0, LONGEST));
}
