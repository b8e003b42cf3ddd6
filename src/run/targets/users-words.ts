import { TidegateError } from '../../lib/errors.js';

/** An error that names a user's files, not the copies of them that it was about. */
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
