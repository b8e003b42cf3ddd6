import * as v from 'valibot';
import { parseDurationMs, parseSizeBytes } from '../../lib/units.js';

/** The values of a scenario file. Every message completes the sentence "It must be …". */

const DURATION = 'a duration like 500ms, 2s or 1m';

/** In milliseconds. */
export const duration = v.pipe(
  v.string(DURATION),
  v.regex(/^\d+(\.\d+)?(ms|s|m|h)$/, DURATION),
  v.transform((text) => parseDurationMs(text) ?? 0),
);

/** Two durations, the shorter one first. */
export const durations = v.pipe(
  v.tuple([duration, duration], 'two durations, [1s, 5s]'),
  v.check(([low, high]) => low <= high, 'two durations, the shorter one first'),
);

const SIZE = 'a size like 64, 64k or 1m';

/** In bytes, above 0. */
export const size = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+[kmg]?$/i, SIZE))], SIZE),
  v.check((value) => (parseSizeBytes(String(value)) ?? 0) > 0, SIZE),
  v.transform((value) => parseSizeBytes(String(value)) ?? 0),
);

export const share = v.pipe(v.number('a number above 0'), v.gtValue(0, 'a number above 0'));

export const name = v.pipe(
  v.string('a name'),
  v.regex(/^[\w.-]+$/, 'a name of letters, digits, . _ -'),
);

export const text = v.string('a string');

/** A text that is not blank. */
export const words = v.pipe(text, v.regex(/\S/, 'a text that is not blank'));

export const wholeNumber = v.pipe(
  v.number('a whole number above 0'),
  v.integer('a whole number above 0'),
  v.minValue(1, 'a whole number above 0'),
);

/** A key with the description that editors show for it. */
export function told<const S extends v.GenericSchema>(schema: S, description: string) {
  return v.pipe(schema, v.description(description));
}

/** One of these words. */
export function oneOf<const W extends string>(...all: readonly W[]) {
  const list = all.length > 1 ? `${all.slice(0, -1).join(', ')} or ${all.at(-1)}` : `${all[0]}`;
  return v.picklist(all, list);
}
