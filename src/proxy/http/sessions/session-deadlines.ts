import type { Sweep, Timed } from '../../../lib/sweep.js';
import type { Lingering } from '../../../model/nginx.js';
import type { Connection } from '../../../net/loop.js';
import type { SessionTerms } from './application.js';
import type { Exchange } from './exchange.js';
import { SessionAccount } from './session-account.js';
import { takesMore } from './slow-reader.js';

/** nginx's values, used unless others are given. */
const USUAL_LINGERING: Lingering = { mode: 'on', mostMs: 30_000, silenceMs: 5_000 };

/** Until when a client connection may stay in its state: what is awaited, and how long. */
export abstract class SessionDeadlines extends SessionAccount implements Timed {
  deadlineMs = 0;
  sweepPlace = -1;
  /** The terms of the location that the last request found. */
  terms: SessionTerms;
  /** The request in flight; null between requests and after the end. */
  protected exchange: Exchange | null = null;
  readonly #sweep: Sweep;
  #lingersUntilMs = 0;
  /** Bytes that the client had not yet taken at the last look. */
  #heldBytes = 0;

  constructor(connection: Connection, sweep: Sweep, terms: SessionTerms) {
    super(connection);
    this.terms = terms;
    this.#sweep = sweep;
    sweep.add(this);
    this.await(terms.headerMs);
  }

  abstract onDeadline(): void;

  protected get lingering(): Lingering {
    return this.terms.lingering ?? USUAL_LINGERING;
  }

  /** Our FIN is sent. The peer's is awaited, up to a total time and up to a time of silence. */
  protected awaitEnd(): void {
    const { mostMs, silenceMs } = this.lingering;
    if (this.#lingersUntilMs === 0) this.#lingersUntilMs = this.#sweep.nowMs + mostMs;
    this.deadlineMs = Math.min(this.#sweep.nowMs + silenceMs, this.#lingersUntilMs);
  }

  /** No request is in flight. */
  get idle(): boolean {
    return this.exchange === null && this.reader.phase === 'head';
  }

  /** Kept after a response, and no byte of a next request has arrived. */
  get resting(): boolean {
    return this.idle && this.requests > 0 && !this.reader.insideHead;
  }

  /** The client takes bytes more slowly than they are sent. */
  onBlocked(): void {
    this.#heldBytes = this.connection.pendingBytes;
    this.await(this.terms.sendMs);
  }

  /** It has taken some since the last look, and gets the same time again. */
  protected goesOnTaking(): boolean {
    if (!takesMore(this.connection.pendingBytes, this.#heldBytes)) return false;
    this.onBlocked();
    return true;
  }

  protected await(ms: number): void {
    this.deadlineMs = this.#sweep.nowMs + ms;
  }

  /** The client still has to send the rest of a body, unless this side has paused reading. */
  protected awaitBody(): void {
    const { headerMs, bodyMs, keepAliveMs } = this.terms;
    if (this.reader.insideHead) this.await(headerMs);
    else if (this.idle) this.await(keepAliveMs);
    else if (this.reader.phase === 'body' && !this.reader.paused) this.await(bodyMs);
    else this.deadlineMs = 0;
  }

  /** Nothing is awaited from now on. */
  protected stopClock(): void {
    this.deadlineMs = 0;
    this.#sweep.delete(this);
  }
}
