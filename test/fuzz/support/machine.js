import { child } from './child.js';
import { Health } from './health.js';

const LATE_MS = 1000;
/** If the machine itself is this late, the times of its processes mean nothing. */
const MACHINE_LATE_MS = 300;
const KEPT = 3000;

/** How late the machine is: what this process's own timers and an idle server's answers lag. */
export class Machine {
  #lags = [];
  #server;
  #health;
  #timer;
  longestMs = 0;
  /** Answers that were late for want of the CPU alone: their process had it to ask for, and did not get it. */
  starved = 0;

  async start(address) {
    this.#server = child('control.js', { address });
    const { port } = await this.#server.ready;
    this.#health = new Health(address, port, (startMs, ms) => this.#note(startMs, ms));
    let before = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#note(before, now - before - 50);
      before = now;
    }, 50);
  }

  stop() {
    this.#health.stop();
    clearInterval(this.#timer);
    this.#server.end();
  }

  /**
   * Calls back where the wait from `startMs` was too long and the machine was not.
   * @param waitedMs what of it the process waited for the CPU
   */
  judge(startMs, ms, waitedMs, late) {
    if (ms < LATE_MS) return;
    // The control server's answers may arrive a moment later.
    setTimeout(() => {
      const within = this.#lags.filter((lag) => lag.startMs < startMs + ms && lag.endMs > startMs);
      if (Math.max(0, ...within.map(({ ms }) => ms)) >= MACHINE_LATE_MS) return;
      if (ms - waitedMs() < LATE_MS) this.starved += 1;
      else late();
    }, 2000);
  }

  #note(startMs, ms) {
    this.longestMs = Math.max(this.longestMs, ms);
    this.#lags.push({ startMs, endMs: startMs + ms, ms });
    if (this.#lags.length > KEPT) this.#lags.splice(0, KEPT / 2);
  }
}
