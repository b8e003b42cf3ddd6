/** Measures the processor time that this process uses between two moments. */
export class CpuClock {
  #used: NodeJS.CpuUsage | null = null;
  #startMs = 0;
  #stopMs = 0;
  #usedMs: number | null = null;

  start(nowMs: number): void {
    this.#used = process.cpuUsage();
    this.#startMs = nowMs;
  }

  /** The first call counts. */
  stop(nowMs: number): void {
    if (this.#usedMs !== null || this.#used === null) return;
    const { user, system } = process.cpuUsage(this.#used);
    this.#usedMs = (user + system) / 1000;
    this.#stopMs = nowMs;
  }

  get usedMs(): number {
    return this.#usedMs ?? 0;
  }

  /** Of a core. */
  get share(): number {
    return this.usedMs / Math.max(1, this.#stopMs - this.#startMs);
  }
}
