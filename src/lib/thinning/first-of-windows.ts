/** Of the requests that begin at a backend within this time, the first one is kept. */
const WINDOW_MS = 100;

/**
 * Finds the first request of each backend in each tenth of a second. If a backend may get no new
 * requests any more, a single one must not be lost among millions.
 */
export class FirstOfWindows {
  readonly #windows = new Map<string, number>();

  isFirst(backend: string, beganMs: number): boolean {
    const window = Math.floor(beganMs / WINDOW_MS);
    if ((this.#windows.get(backend) ?? Number.NEGATIVE_INFINITY) >= window) return false;
    if (this.#windows.size >= BACKENDS_MOST && !this.#windows.has(backend)) return false;
    this.#windows.set(backend, window);
    return true;
  }
}

/** No deployment has more backends; further names are ignored. */
const BACKENDS_MOST = 1000;
