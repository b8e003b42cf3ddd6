import * as v from 'valibot';
import { SESSION_LIMITS } from '../../lib/session-limits.js';
import { LONGEST_MS, parseDurationMs, parseSizeBytes } from '../../lib/units.js';

/** The values of a scenario file. Every message completes the sentence "It must be …". */

const DURATION = 'a duration like 500ms, 2s or 1m';

function wholeMs(text: string): number {
  return Math.round(parseDurationMs(text) ?? 0);
}

/** A duration within these bounds, in whole milliseconds. @param bounds the bounds in words */
function durationFrom(leastMs: number, mostMs: number, bounds: string) {
  return v.pipe(
    v.string(DURATION),
    v.regex(/^\d+(\.\d+)?(ms|s|m|h)$/, DURATION),
    v.check((text) => wholeMs(text) >= leastMs && wholeMs(text) <= mostMs, bounds),
    v.transform(wholeMs),
  );
}

/** In milliseconds. */
export const duration = durationFrom(0, LONGEST_MS, '240h at most');

/** The time between two events, or the longest time that something may take; in milliseconds. */
export const interval = durationFrom(1, LONGEST_MS, 'from 1ms to 240h');

const lasting = durationFrom(0, SESSION_LIMITS.lastsMs, '1h at most');

/** How long a request lasts: two durations, the shorter one first. */
export const durations = v.pipe(
  v.tuple([lasting, lasting], 'two durations, [1s, 5s]'),
  v.check(([low, high]) => low <= high, 'two durations, the shorter one first'),
);

const SIZE = 'a size like 64, 64k or 1m';

function bytesOf(value: number | string): number {
  return parseSizeBytes(String(value)) ?? 0;
}

/** A size above 0, in bytes. @param most the largest size in words */
function sizeTo(mostBytes: number, most: string) {
  return v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+[kmg]?$/i, SIZE))], SIZE),
    v.check((value) => bytesOf(value) > 0, SIZE),
    v.check((value) => bytesOf(value) <= mostBytes, most),
    v.transform(bytesOf),
  );
}

export const size = sizeTo(SESSION_LIMITS.bodyBytes, '1g at most');

/** The size of one piece of a stream. */
export const chunkSize = sizeTo(SESSION_LIMITS.chunkBytes, '64k at most');

export const share = v.pipe(
  v.number('a number above 0'),
  v.gtValue(0, 'a number above 0'),
  v.finite('a finite number'),
);

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
