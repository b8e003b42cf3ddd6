/** Requests that begin this close together are shown by the first of them. */
const WINDOW_MS = 100;

/**
 * Finds the first request in each tenth of a second, of each backend: where a backend may get no new
 * request any more, one among millions must not be lost.
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

/** More than these are no backends of a deployment. */
const BACKENDS_MOST = 1000;
