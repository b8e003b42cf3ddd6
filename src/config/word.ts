import { TidegateError } from '../lib/errors.js';
import { isPort, MAX_PORT } from '../lib/ports.js';
import type { Place } from '../model/place.js';

/** One word of a configuration, without its quotes, with escapes resolved. */
export interface Word {
  readonly text: string;
  /** Written in quotes: it is never a keyword, and may be empty. */
  readonly quoted: boolean;
  readonly place: Place;
}

/** The error for an argument that is not what its directive needs. */
export function invalid(word: Word, wanted: string): TidegateError {
  return new TidegateError('CONFIG_VALUE_BAD', `invalid value "${word.text}"`, {
    place: word.place,
    hint: `Write ${wanted}.`,
  });
}

export function port(word: Word, digits: string): number {
  const value = Number(digits);
  if (!isPort(value)) throw invalid(word, `a port from 1 to ${MAX_PORT}`);
  return value;
}
