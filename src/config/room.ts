import { TidegateError } from '../lib/errors.js';
import type { Place } from '../model/place.js';

/**
 * Words and marks of all files of a configuration; a map with a million lines has three million.
 * Each takes about 200 bytes while the configuration is read.
 */
const MAX_TOKENS = 4_000_000;

/** How much of one configuration may still be read. */
export class Room {
  #tokens = 0;

  /** Counts one more word or mark. @throws TidegateError CONFIG_TOO_LARGE */
  take(place: Place): void {
    this.#tokens += 1;
    if (this.#tokens <= MAX_TOKENS) return;
    throw new TidegateError('CONFIG_TOO_LARGE', `more than ${MAX_TOKENS} words and marks`, {
      place,
      hint: 'Is it a configuration? If it is a large map, replace many lines by one pattern.',
    });
  }
}
