import { TidegateError } from '../../lib/errors.js';

/** Replaces the paths of a stage's copies in an error by the paths of the user's files. */
export function inUsersWords(error: unknown, copies: string, originals: string): unknown {
  if (!(error instanceof TidegateError)) return error;
  const named = (text: string) => text.replaceAll(`${copies}/`, `${originals}/`);
  const { code, message, place, said, hint, exitCode, cause } = error;
  return new TidegateError(code, named(message), {
    ...(place && { place: { ...place, file: named(place.file) } }),
    ...(hint !== undefined && { hint: named(hint) }),
    said: said.map(named),
    exitCode,
    cause,
  });
}
