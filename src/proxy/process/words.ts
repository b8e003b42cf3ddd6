import { formatPlace, TidegateError } from '../../lib/errors.js';

/** An error as one line for each fault, with the place behind it as in nginx. */
export function wordsOf(error: unknown): readonly string[] {
  if (!(error instanceof TidegateError)) return [String(error)];
  const { message, place, said } = error;
  return [place ? `${message} in ${formatPlace(place)}` : message, ...said];
}
