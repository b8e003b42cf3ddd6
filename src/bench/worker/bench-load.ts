import type { Loop, PreciseTimer } from '../../net/loop.js';
import { partSize, type WorkerPart } from '../../plan/load-plan.js';
import { CpuClock } from '../account/cpu-clock.js';
import { Recorder } from '../account/recorder.js';
import { Stalls } from '../account/stalls.js';
import { noTimes, type Times } from '../account/times.js';
import type { BenchPlan } from '../bench-plan.js';
import { ClosedLoop } from '../flow/closed-loop.js';
import type { Flow } from '../flow/flow.js';
import { OpenLoop } from '../flow/open-loop.js';
import { BenchClient, type ClientHost } from './bench-client.js';

/** Most connects in progress; more would overflow the target's accept queue. */
const CONNECTING_LIMIT = 256;
/**
 * Requests that were due in the last moments of the run may be sent this late: a pause there does
 * not lower the rate.
 */
const LATE_MS = 250;
/** Time-outs are looked for every twentieth of the time-out, within these bounds. */
const SWEEP_MS = { least: 5, most: 100 } as const;
/** A sweep is late when it comes this share of the time-out after the previous one. */
const HELD_UP = 0.25;

export interface BenchLoadOptions {
  readonly loop: Loop;
  readonly plan: BenchPlan;
  readonly part: WorkerPart;
  /** Milliseconds, on one clock for all workers. */
  readonly now: () => number;
  /** Used by an open loop. */
  readonly timer: PreciseTimer;
}

/**
 * One worker's part of a benchmark. It connects, waits for the start, sends until the time is over,
 * and waits for requests in flight, each no longer than its time-out.
 */
export class BenchLoad implements ClientHost {
  readonly plan: BenchPlan;
  readonly loop: Loop;
  readonly now: () => number;
  readonly times: Times = noTimes();
  readonly recorder: Recorder;
  readonly flow: Flow;
  /** Processor time of this process over the measured time. */
  readonly cpu = new CpuClock();
  /**
   * When this process itself stood still, from the beginning of the measured time to its last
   * outcome.
   */
  readonly stalls: Stalls;
  /** Connections that opened at the first attempt. */
  opened = 0;
  /** Resolves when every request has its outcome. */
  readonly done: Promise<void>;
  readonly #clients: BenchClient[];
  readonly #timer: PreciseTimer;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #sweepMs: number;
  #unsettled: number;
  #nextToOpen = 0;
  #sweptMs = Number.POSITIVE_INFINITY;
  #skipped = false;
  #finished = false;
  #connected: () => void = () => undefined;
  #resolveDone: () => void = () => undefined;

  constructor({ loop, plan, part, now, timer }: BenchLoadOptions) {
    const { times } = this;
    const { connections, rate, durationMs } = plan;
    const clients = partSize(connections, part);
    this.loop = loop;
    this.plan = plan;
    this.#sweepMs = Math.min(SWEEP_MS.most, Math.max(SWEEP_MS.least, plan.timeoutMs / 20));
    this.stalls = new Stalls(this.#sweepMs);
    this.now = now;
    this.#timer = timer;
    this.recorder = new Recorder(times, durationMs, () => this.#endIfIdle());
    this.flow =
      rate === null
        ? new ClosedLoop(times)
        : new OpenLoop({ times, rate, ...part, clients, now, timer });
    this.#clients = Array.from({ length: clients }, () => new BenchClient(this));
    this.#unsettled = clients;
    this.done = new Promise((resolve) => {
      this.#resolveDone = resolve;
    });
  }

  get goesOn(): boolean {
    const nowMs = this.now();
    return nowMs >= this.times.startMs && nowMs < this.times.endMs && !this.#finished;
  }

  /**
   * Begins to connect. Resolves when each connection is open or has failed, and at the latest when
   * the connect time-out is over: if nothing answers, it does not wait for each batch.
   */
  async connect(): Promise<void> {
    const { timeoutMs } = this.plan;
    const connected = new Promise<void>((resolve) => {
      this.#connected = resolve;
    });
    this.#noticeStall(this.now());
    this.#timers.push(setInterval(() => this.#sweep(), this.#sweepMs));
    if (this.#unsettled === 0) return;
    this.#timers.push(setTimeout(this.#connected, timeoutMs));
    while (this.#nextToOpen < CONNECTING_LIMIT) this.#openNext();
    await connected;
  }

  /** Sends from `atMs` on: first the warm-up, then what is measured. */
  start(atMs: number): void {
    const { warmupMs, durationMs } = this.plan;
    const measureMs = atMs + warmupMs;
    Object.assign(this.times, { startMs: atMs, measureMs, endMs: measureMs + durationMs });
    this.#at(atMs, () => this.flow.begin(this.#clients, this.now()));
    this.#at(measureMs, () => this.cpu.start(this.now()));
    this.#at(this.times.endMs, () => {
      this.cpu.stop(this.now());
      this.#endIfIdle();
    });
    this.#at(this.times.endMs + LATE_MS, () => {
      this.flow.stop(this.now());
      this.#endIfIdle();
    });
  }

  /** Ends at once; requests in flight stay unfinished. */
  stop(): void {
    const { times } = this;
    const nowMs = this.now();
    times.measureMs = Math.min(times.measureMs, nowMs);
    times.endMs = Math.min(times.endMs, nowMs);
    this.flow.stop(nowMs);
    this.#finish();
  }

  free(client: BenchClient, nowMs: number): void {
    this.flow.free(client, nowMs);
  }

  settled(opened: boolean): void {
    this.#unsettled--;
    if (opened) this.opened++;
    this.#openNext();
    if (this.#unsettled === 0) this.#connected();
  }

  #openNext(): void {
    this.#clients[this.#nextToOpen++]?.open();
  }

  /**
   * A worker that was held up first reads what has arrived meanwhile. Otherwise its own pause would
   * count as a time-out of the target.
   */
  #sweep(): void {
    const nowMs = this.now();
    this.#noticeStall(nowMs);
    const heldUp = nowMs - this.#sweptMs > this.plan.timeoutMs * HELD_UP;
    this.#sweptMs = nowMs;
    this.#skipped = heldUp && !this.#skipped;
    if (this.#skipped) return;
    for (const client of this.#clients) client.sweep(nowMs);
  }

  #noticeStall(nowMs: number): void {
    this.stalls.look(nowMs, nowMs >= this.times.measureMs);
  }

  #endIfIdle(): void {
    const nowMs = this.now();
    const over = nowMs >= this.times.endMs && this.flow.over(nowMs);
    if (over && this.recorder.underWay === 0) this.#finish();
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#noticeStall(this.now());
    this.cpu.stop(this.now());
    this.flow.stop(this.now());
    this.#timer.close();
    for (const timer of this.#timers) clearTimeout(timer);
    for (const client of this.#clients) client.abandon();
    this.loop.settle();
    this.#resolveDone();
  }

  /**
   * Node's timers count from the loop turn that set them, and so can fire early by the length of
   * that turn. Such a timer is set again, because a loop that begins too early never begins.
   */
  #at(atMs: number, act: () => void): void {
    const inMs = Math.ceil(atMs - this.now());
    if (inMs > 0) this.#timers.push(setTimeout(() => this.#at(atMs, act), inMs));
    else act();
  }
}
