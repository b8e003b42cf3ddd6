import { formatPlace, TidegateError } from '../../src/lib/errors.js';

/** The refusal as one line, `CODE file:line:column message`, or null when nothing was refused. */
export function refusalOf(act: () => unknown): string | null {
  try {
    act();
    return null;
  } catch (error) {
    if (!(error instanceof TidegateError)) throw error;
    const place = error.place ? `${formatPlace(error.place)} ` : '';
    return `${error.code} ${place}${error.message}`;
  }
}
