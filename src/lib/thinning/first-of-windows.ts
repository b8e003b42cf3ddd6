/** Of the requests that begin at a backend within this time, the first one is kept. */
const WINDOW_MS = 100;
/** How many windows in a row are kept for each backend. */
const IN_A_ROW = 30;
/** No deployment has more backends; further names are ignored. */
const BACKENDS_MOST = 1000;

interface Windows {
  last: number;
  kept: number;
}

/**
 * Finds the first request of each backend in each tenth of a second. If a backend may get no new
 * requests any more, a single one must not be lost among millions. After some seconds a window
 * counts only if the one before it was empty, because a backend that simply goes on would fill the
 * table.
 */
export class FirstOfWindows {
  readonly #backends = new Map<string, Windows>();

  isFirst(backend: string, beganMs: number): boolean {
    const window = Math.floor(beganMs / WINDOW_MS);
    const before = this.#backends.get(backend) ?? { last: Number.NEGATIVE_INFINITY, kept: 0 };
    if (before.last >= window) return false;
    if (before.kept === 0) {
      if (this.#backends.size >= BACKENDS_MOST) return false;
      this.#backends.set(backend, before);
    }
    const isLonely = window - before.last > 1;
    before.last = window;
    if (before.kept >= IN_A_ROW && !isLonely) return false;
    before.kept++;
    return true;
  }
}
