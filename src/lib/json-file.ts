import type { Place } from '../model/place.js';
import type { ErrorCode } from './error-codes/registry.js';
import { reasonOf, TidegateError } from './errors.js';

/** What an error says of a file that is not JSON. */
export interface NotJson {
  readonly code: ErrorCode;
  readonly hint: string;
}

/** @throws TidegateError with the code that was given, and the place where V8 tells it */
export function parseJson(text: string, file: string, { code, hint }: NotJson): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = reasonOf(cause);
    const place = placeOfFault(text, file, message);
    throw new TidegateError(code, `${place ? 'this' : file} is no JSON: ${message}`, {
      hint,
      cause,
      ...(place && { place }),
    });
  }
}

/**
 * Place of the innermost key of the path that the text contains; each key is looked for inside the
 * one before.
 */
export function placeOfPath(text: string, file: string, path: readonly (string | number)[]): Place {
  let offset = 0;
  for (const key of path) {
    const at = text.indexOf(JSON.stringify(String(key)), offset);
    if (at !== -1) offset = at;
  }
  return placeAt(text, file, offset);
}

/** `tcp.twReuse`, `portRange[0]`. */
export function nameOfPath(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (sum, key) => (typeof key === 'number' ? `${sum}[${key}]` : sum ? `${sum}.${key}` : key),
    '',
  );
}

/** Of a text that is cut short it is its end. */
function placeOfFault(text: string, file: string, message: string): Place | null {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return placeAt(text, file, Number(position));
  return message.startsWith('Unexpected end') ? placeAt(text, file, text.length) : null;
}

function placeAt(text: string, file: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
