/** A time in which something was done to the deployment; null = it has not ended. */
interface Disturbed {
  readonly beganMs: number;
  readonly endedMs: number | null;
}

/** The times of a run in which something was done to the deployment. */
export class Disturbances {
  readonly #times: Disturbed[] = [];

  /** A disturbance begins or ends. A second beginning is ignored while one is under way. */
  mark(disturbed: boolean, nowMs: number): void {
    const last = this.#times.at(-1);
    const goesOn = last !== undefined && last.endedMs === null;
    if (disturbed && !goesOn) this.#times.push({ beganMs: nowMs, endedMs: null });
    if (!disturbed && goesOn) this.#times.splice(-1, 1, { ...last, endedMs: nowMs });
  }

  /** Whether any of them overlaps this time; null = until now. */
  touch(fromMs: number, toMs: number | null): boolean {
    return this.#times.some(
      ({ beganMs, endedMs }) =>
        (toMs === null || toMs >= beganMs) && (endedMs === null || fromMs <= endedMs),
    );
  }
}
