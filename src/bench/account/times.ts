/**
 * When the counted times of a benchmark begin and end; milliseconds on the clock that all workers
 * share.
 */
export interface Times {
  /** The first request is sent. Infinity = not known yet. */
  startMs: number;
  /** The warm-up is over: requests that are due from here on are counted. */
  measureMs: number;
  /** No request is due any more. */
  endMs: number;
}

export function noTimes(): Times {
  const never = Number.POSITIVE_INFINITY;
  return { startMs: never, measureMs: never, endMs: never };
}

const SECOND_MS = 1000;
const SLICES_AT_LEAST = 10;

/**
 * Length of a slice of the measured time, whose rates are compared: a second, or a tenth of a short
 * run.
 */
export function sliceMs(durationMs: number): number {
  return Math.min(SECOND_MS, durationMs / SLICES_AT_LEAST);
}

/** Number of whole slices; the rest at the end is left out. */
export function sliceCount(durationMs: number): number {
  return Math.floor(durationMs / sliceMs(durationMs) + 1e-9);
}
