/** When what a benchmark counts begins and ends; milliseconds on the clock that all workers share. */
export interface Times {
  /** The first request goes out. Infinity = nobody has said yet. */
  startMs: number;
  /** The warm-up is over: what is due from here on is counted. */
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

/** The measured time falls into slices whose rates are compared: seconds, or tenths of a short run. */
export function sliceMs(durationMs: number): number {
  return Math.min(SECOND_MS, durationMs / SLICES_AT_LEAST);
}

/** Whole slices; what is left over at the end is none. */
export function sliceCount(durationMs: number): number {
  return Math.floor(durationMs / sliceMs(durationMs) + 1e-9);
}
