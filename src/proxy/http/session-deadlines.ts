import type { Lingering } from '../../model/nginx.js';
import type { Connection } from '../../net/loop.js';
import type { SessionTerms } from './application.js';
import type { Exchange } from './exchange.js';
import { SessionAccount } from './session-account.js';
import { takesMore } from './slow-reader.js';
import type { Sweep, Timed } from './sweep.js';

/** nginx's, where nothing else is said. */
const USUAL_LINGERING: Lingering = { mode: 'on', mostMs: 30_000, silenceMs: 5_000 };

/** Until when a client connection may stay as it is: what it is that is awaited, and how long. */
export abstract class SessionDeadlines extends SessionAccount implements Timed {
  deadlineMs = 0;
  sweepPlace = -1;
  /** Those of the location that the last request found. */
  terms: SessionTerms;
  /** The request under way; null between requests and when all is over. */
  protected exchange: Exchange | null = null;
  readonly #sweep: Sweep;
  #lingersUntilMs = 0;
  /** What the client had still to take when that was last looked at. */
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

  /** Our FIN is sent: the peer's is awaited, for so long in all and through so long a silence. */
  protected awaitEnd(): void {
    const { mostMs, silenceMs } = this.lingering;
    if (this.#lingersUntilMs === 0) this.#lingersUntilMs = this.#sweep.nowMs + mostMs;
    this.deadlineMs = Math.min(this.#sweep.nowMs + silenceMs, this.#lingersUntilMs);
  }

  /** No request is under way. */
  get idle(): boolean {
    return this.exchange === null && this.reader.phase === 'head';
  }

  /** Kept after a response, and nothing of a next request has come. */
  get resting(): boolean {
    return this.idle && this.requests > 0 && !this.reader.insideHead;
  }

  /** The client takes less than it is sent. */
  onBlocked(): void {
    this.#heldBytes = this.connection.pendingBytes;
    this.await(this.terms.sendMs);
  }

  /** It has taken some of it since, and gets as much time again. */
  protected goesOnTaking(): boolean {
    if (!takesMore(this.connection.pendingBytes, this.#heldBytes)) return false;
    this.onBlocked();
    return true;
  }

  protected await(ms: number): void {
    this.deadlineMs = this.#sweep.nowMs + ms;
  }

  /** The client owes us the rest of a body, unless it is us who do not read. */
  protected awaitBody(): void {
    const { headerMs, bodyMs, keepAliveMs } = this.terms;
    if (this.reader.insideHead) this.await(headerMs);
    else if (this.idle) this.await(keepAliveMs);
    else if (this.reader.phase === 'body' && !this.reader.paused) this.await(bodyMs);
    else this.deadlineMs = 0;
  }

  /** Nothing is awaited any more, for good. */
  protected stopClock(): void {
    this.deadlineMs = 0;
    this.#sweep.delete(this);
  }
}
