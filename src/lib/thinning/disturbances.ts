/** A time in which something was done to the deployment; null = it goes on. */
interface Disturbed {
  readonly beganMs: number;
  readonly endedMs: number | null;
}

/** The times of a run in which something was done to the deployment. */
export class Disturbances {
  readonly #times: Disturbed[] = [];

  /** It begins, or is over. What goes on already does not begin. */
  mark(disturbed: boolean, nowMs: number): void {
    const last = this.#times.at(-1);
    const goesOn = last !== undefined && last.endedMs === null;
    if (disturbed && !goesOn) this.#times.push({ beganMs: nowMs, endedMs: null });
    if (!disturbed && goesOn) this.#times.splice(-1, 1, { ...last, endedMs: nowMs });
  }

  /** Whether one of them touches what was under way from then to then. */
  touch(fromMs: number, toMs: number | null): boolean {
    return this.#times.some(
      ({ beganMs, endedMs }) =>
        (toMs === null || toMs >= beganMs) && (endedMs === null || fromMs <= endedMs),
    );
  }
}
