import type { FailureKind } from '../../model/bench.js';
import { WORDS } from './failures.js';
import { Tally } from './tally.js';
import { sliceCount, sliceMs, type Times } from './times.js';

/**
 * Counts the outcome of each request of one worker, in the tally of the warm-up or of the measured
 * time, by when it was due. Counting allocates nothing.
 */
export class Recorder {
  readonly measured: Tally;
  readonly warmup = new Tally(0);
  /** Sent, and still without an outcome. */
  underWay = 0;
  readonly #times: Times;
  readonly #sliceMs: number;
  readonly #idle: () => void;

  /** @param idle called when the time is over and no request is in flight */
  constructor(times: Times, durationMs: number, idle: () => void) {
    this.#times = times;
    this.#sliceMs = sliceMs(durationMs);
    this.#idle = idle;
    this.measured = new Tally(sliceCount(durationMs));
  }

  sent(dueMs: number): void {
    this.underWay++;
    this.#tally(dueMs).sent++;
  }

  received(bytes: number, nowMs: number): void {
    const { measureMs, endMs } = this.#times;
    if (nowMs >= measureMs && nowMs <= endMs) this.measured.bytes += bytes;
  }

  /** A request's whole response has arrived. */
  answered(dueMs: number, nowMs: number, status: number): void {
    const tally = this.#tally(dueMs);
    tally.responses++;
    tally.statuses[status] = (tally.statuses[status] as number) + 1;
    tally.latency.record(nowMs - dueMs);
    if (nowMs <= this.#times.endMs) this.#countSlice(tally, nowMs);
    this.#settled(nowMs);
  }

  /** A request has no whole response and will get none. */
  failed(kind: FailureKind, dueMs: number, nowMs: number): void {
    this.#tally(dueMs).fail(kind, WORDS[kind]);
    this.#settled(nowMs);
  }

  /** A connection failed with no request in flight. @param detail why, in words */
  broke(kind: FailureKind, nowMs: number, detail: string | null = null): void {
    const words = detail === null ? WORDS[kind] : `${WORDS[kind]}: ${detail}`;
    this.#tallyNow(nowMs).fail(kind, words);
  }

  reopened(nowMs: number): void {
    this.#tallyNow(nowMs).reconnects++;
  }

  /**
   * The time is over before connect() was answered: this is no failure, but a reason for having no
   * answer.
   */
  leftConnecting(): void {
    this.measured.firstError ??= 'connections were still being opened at the end';
  }

  #countSlice(tally: Tally, nowMs: number): void {
    const slice = Math.floor((nowMs - this.#times.measureMs) / this.#sliceMs);
    tally.inTime++;
    if (slice < tally.slices.length) tally.slices[slice] = (tally.slices[slice] as number) + 1;
  }

  /** Events of connections before the start count too, because the load is about to begin. */
  #tallyNow(nowMs: number): Tally {
    const { startMs, measureMs } = this.#times;
    return nowMs >= startMs && nowMs < measureMs ? this.warmup : this.measured;
  }

  #tally(dueMs: number): Tally {
    return dueMs >= this.#times.measureMs ? this.measured : this.warmup;
  }

  #settled(nowMs: number): void {
    this.underWay--;
    if (this.underWay === 0 && nowMs >= this.#times.endMs) this.#idle();
  }
}
