/** Measures what share of a core this process uses between two moments. */
export class CpuClock {
  #used: NodeJS.CpuUsage | null = null;
  #startMs = 0;
  #share: number | null = null;

  start(nowMs: number): void {
    this.#used = process.cpuUsage();
    this.#startMs = nowMs;
  }

  /** The first call counts. */
  stop(nowMs: number): void {
    if (this.#share !== null || this.#used === null) return;
    const { user, system } = process.cpuUsage(this.#used);
    this.#share = (user + system) / 1000 / Math.max(1, nowMs - this.#startMs);
  }

  get share(): number {
    return this.#share ?? 0;
  }
}
