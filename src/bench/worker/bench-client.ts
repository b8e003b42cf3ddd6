import { ResponseReader } from '../../load/http1/response-reader.js';
import type { FailureKind } from '../../model/bench.js';
import type { CloseReason, Connection, Loop } from '../../net/loop.js';
import { connectFailure, cutKind } from '../account/failures.js';
import type { Recorder } from '../account/recorder.js';
import type { BenchPlan } from '../bench-plan.js';
import { benchHandler, type ConnectionOwner } from './bench-handler.js';
import { UnderWay } from './under-way.js';

/** A peer that announced the end of the connection has this long to send FIN; then this side sends it. */
const FIN_PATIENCE_MS = 100;
/** Pause after a connection that ended before anything was asked on it. */
const RETRY_PAUSE_MS = 100;

/** What a client needs from its load. */
export interface ClientHost {
  readonly plan: BenchPlan;
  readonly loop: Loop;
  now(): number;
  /** Counts the outcome of each request. */
  readonly recorder: Recorder;
  /** Whether ended connections are opened again: not before the start, and not after the end. */
  readonly goesOn: boolean;
  /** The client may take one or more requests. */
  free(client: BenchClient, nowMs: number): void;
  /** The client's first connection is open, or has failed. */
  settled(opened: boolean): void;
}

/**
 * One place of the load: a connection, and the next one after it has ended. Each request has
 * exactly one outcome, and no request allocates anything.
 */
export class BenchClient implements ConnectionOwner {
  /** It is in its host's queue of free clients. */
  queued = false;
  readonly #host: ClientHost;
  readonly #reader: ResponseReader;
  readonly #underWay: UnderWay;
  #connection: Connection | null = null;
  #opened = false;
  #openedOnce = false;
  #settled = false;
  /** Something was sent on this connection. */
  #used = false;
  /** The peer has announced the end of the connection; its FIN is awaited until `#untilMs`. */
  #leaving = false;
  /** With a connection: how long its FIN is awaited. Without one: when the next is begun. */
  #untilMs = 0;

  constructor(host: ClientHost) {
    const { pipelining, toHead } = host.plan;
    this.#host = host;
    this.#reader = new ResponseReader(undefined, toHead);
    this.#underWay = new UnderWay(pipelining);
  }

  get canSend(): boolean {
    return this.#opened && !this.#leaving && !this.#underWay.full;
  }

  /** Begins to connect, unless it has begun. */
  open(): void {
    const { loop, plan } = this.#host;
    if (this.#connection !== null) return;
    this.#used = false;
    this.#leaving = false;
    this.#connection = loop.connect({
      to: plan.origin,
      handler: benchHandler,
      owner: this,
      timeoutMs: plan.timeoutMs,
    });
  }

  /** @param dueMs when its latency begins */
  send(dueMs: number, nowMs: number): void {
    this.#underWay.add(dueMs, nowMs);
    this.#used = true;
    this.#host.recorder.sent(dueMs);
    this.#connection?.write(this.#host.plan.request);
  }

  /** Looks for time-outs; called at a fixed interval. */
  sweep(nowMs: number): void {
    const { plan, goesOn } = this.#host;
    if (this.#underWay.count > 0) {
      const late = nowMs - this.#underWay.sentMs > plan.timeoutMs;
      if (late) this.#breakOff('timeout', 'lost');
    } else if (this.#connection === null) {
      if (goesOn && nowMs >= this.#untilMs) this.open();
    } else if (this.#leaving && nowMs >= this.#untilMs) this.#leave();
  }

  /** The run is over for this client; requests in flight get no outcome. */
  abandon(): void {
    this.#settleAll('unfinished', 'unfinished');
    if (this.#connection?.state === 'connecting') this.#host.recorder.leftConnecting();
    this.#connection?.close();
    this.#connection = null;
    this.#reader.drop();
    this.#opened = false;
  }

  opened(connection: Connection): void {
    if (connection !== this.#connection) return;
    const nowMs = this.#host.now();
    this.#opened = true;
    this.#reader.next();
    if (this.#openedOnce) this.#host.recorder.reopened(nowMs);
    this.#openedOnce = true;
    this.#settle(true);
    this.#host.free(this, nowMs);
  }

  received(connection: Connection, bytes: Buffer, length: number): void {
    if (connection !== this.#connection || this.#leaving) return;
    const nowMs = this.#host.now();
    this.#host.recorder.received(length, nowMs);
    if (this.#underWay.count === 0) {
      this.#host.recorder.broke('stray', nowMs);
      this.#leave();
      return;
    }
    for (let at = 0; at < length && connection === this.#connection && !this.#leaving; ) {
      at = this.#reader.read(bytes, at, length, nowMs);
      const { state } = this.#reader;
      // More bytes arrived than were asked for: the response is longer than it says.
      const tooLong = state === 'complete' && at < length && this.#underWay.count === 1;
      if (tooLong || state === 'corrupt' || state === 'upgraded') this.#breakOff('framing', 'lost');
      else if (state === 'complete') this.#answered(nowMs);
    }
  }

  peerEnded(connection: Connection): void {
    if (connection !== this.#connection) return;
    if (this.#underWay.count > 0) {
      const reader = this.#reader;
      reader.end(this.#host.now());
      if (reader.state !== 'complete') this.#settleOldest(cutKind(reader));
      else if (connection.truncated) this.#settleOldest('cut-tls');
      else this.#takeAnswer(this.#host.now());
      this.#settleAll('unanswered', 'unanswered');
    }
    this.#leave();
  }

  closed(connection: Connection, reason: CloseReason): void {
    if (connection !== this.#connection) return;
    if (this.#opened) {
      const kind = reason === 'timeout' ? 'timeout' : 'reset';
      this.#settleAll(kind, kind);
      this.#gone(this.#used ? 0 : RETRY_PAUSE_MS);
      return;
    }
    this.#host.recorder.broke(connectFailure(reason), this.#host.now(), connection.failure);
    this.#gone(RETRY_PAUSE_MS);
    this.#settle(false);
  }

  #answered(nowMs: number): void {
    const ends = this.#reader.head?.close === true;
    this.#takeAnswer(nowMs);
    this.#reader.next();
    if (!ends) {
      this.#host.free(this, nowMs);
      return;
    }
    // RFC 9112, 9.6: requests sent behind it will not be answered.
    this.#settleAll('unanswered', 'unanswered');
    this.#leaving = true;
    this.#untilMs = nowMs + FIN_PATIENCE_MS;
  }

  #takeAnswer(nowMs: number): void {
    this.#host.recorder.answered(this.#underWay.take(), nowMs, this.#reader.head?.status ?? 0);
  }

  /**
   * Ends a connection that cannot continue. @param behind the outcome of the requests behind the
   * oldest
   */
  #breakOff(kind: FailureKind, behind: FailureKind): void {
    this.#settleAll(kind, behind);
    this.#leave();
  }

  /**
   * Closes the connection. The next one is begun at once, or after a pause if nothing was asked on
   * this one.
   */
  #leave(): void {
    this.#connection?.close();
    this.#gone(this.#used ? 0 : RETRY_PAUSE_MS);
  }

  #gone(pauseMs: number): void {
    this.#connection = null;
    this.#reader.drop();
    this.#opened = false;
    this.#untilMs = this.#host.now() + pauseMs;
    if (pauseMs === 0 && this.#host.goesOn) this.open();
  }

  #settleAll(oldest: FailureKind, behind: FailureKind): void {
    for (let kind = oldest; this.#underWay.count > 0; kind = behind) this.#settleOldest(kind);
  }

  #settleOldest(kind: FailureKind): void {
    this.#host.recorder.failed(kind, this.#underWay.take(), this.#host.now());
  }

  #settle(opened: boolean): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#host.settled(opened);
  }
}
