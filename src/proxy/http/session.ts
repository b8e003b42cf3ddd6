import type { CloseReason, Connection, ConnectionHandler } from '../../net/loop.js';
import type { SessionContext } from './application.js';
import { DISCARD, type Exchange } from './exchange.js';
import { type HeadRules, USUAL_HEADS } from './head-rules.js';
import type { MessageHead } from './message-head.js';
import { type HttpRequest, type RequestError, readRequest } from './request.js';
import type { Reusable } from './reusables.js';
import { SessionDeadlines } from './session-deadlines.js';

/**
 * One client connection of an HTTP/1.x server: hands one request at a time to the application,
 * sends what it answers, and then keeps, closes or lingers as the two sides agreed.
 */
export class Session extends SessionDeadlines implements ConnectionHandler, Reusable {
  /** Among those of the process; see `Roster`. */
  place = -1;
  olderReusable: Reusable | null = null;
  newerReusable: Reusable | null = null;
  reusableNumber = 0;
  readonly #context: SessionContext<Session>;
  #closing = false;
  #endedFirst = false;

  /** @param number `$connection`. */
  constructor(connection: Connection, context: SessionContext<Session>, number = 0) {
    super(connection, context.sweep, context.application.termsFor(connection));
    this.number = number;
    this.#context = context;
    context.sessions.add(this);
    context.reusables.add(this);
  }

  get headRules(): HeadRules {
    return this.#context.application.headRulesFor?.(this.connection) ?? USUAL_HEADS;
  }

  /**
   * Whether the connection stays after the response to `request`. Ask once, when the response's
   * head is made: the answer is then kept to.
   */
  settlePersistence(request: HttpRequest): boolean {
    const { keepAliveMs, keepAliveRequests, keepAliveAgeMs } = this.terms;
    const persists =
      request.wantsKeepAlive &&
      keepAliveMs > 0 &&
      this.requests < keepAliveRequests &&
      (keepAliveAgeMs === undefined || this.ageMs <= keepAliveAgeMs) &&
      !this.#context.quitting &&
      !this.connection.ended;
    this.#closing ||= !persists;
    return !this.#closing;
  }

  /** The connection closes after the current response, whatever else is said. */
  closeAfterResponse(): void {
    this.#closing = true;
  }

  /** Takes no more of the request's body until `resumeBody`. */
  pauseBody(): void {
    this.reader.pause();
    this.awaitBody();
  }

  resumeBody(): void {
    this.reader.resume();
    this.awaitBody();
  }

  /** From now on it is this exchange that answers the request under way. */
  handOver(exchange: Exchange): void {
    // Answered at once: by now it may be the next request that is under way.
    if (exchange === DISCARD || this.answered || this.reader.phase === 'off') return;
    this.exchange = exchange;
    if (this.reader.phase !== 'body') exchange.onBodyEnd();
  }

  /** The response is complete. */
  finish(): void {
    this.out.flush();
    this.answered = true;
    this.writeLog();
    if (this.#closing) {
      this.linger();
    } else if (this.reader.phase === 'body') {
      // Answered early: the rest of the body must go by before the next request can be seen.
      this.exchange = DISCARD;
      this.reader.next();
      this.awaitBody();
    } else {
      this.next();
    }
  }

  /** The response cannot be completed: ends without its proper end, so that the client knows. */
  cut(closeDelimited: boolean): void {
    this.out.discard();
    this.exchange = null;
    // FIN would make a whole response of a close-delimited one: only a reset says it is not.
    if (closeDelimited) this.close(true);
    else this.linger();
  }

  /** FIN, then read and drop until the peer's FIN, so that no RST destroys what was sent. */
  linger(): void {
    this.exchange = null;
    this.writeLog();
    this.#endedFirst ||= !this.connection.ended;
    this.connection.end();
    // Who has the rest of a body under way is heard out, whatever the mode, as in nginx.
    const lingers = this.lingering.mode !== 'off' || this.reader.phase === 'body';
    this.reader.stop();
    // A slow reader gets the rest of its response first.
    if (this.connection.pendingBytes > 0) {
      this.#context.reusables.delete(this);
      this.onBlocked();
    } else if (lingers) this.awaitEnd();
    else this.close();
  }

  /** At once: with FIN, or with RST when `reset`. */
  close(reset = false): void {
    this.#endedFirst = true;
    if (reset) this.connection.reset();
    else this.connection.close();
  }

  /** Lets go of the connection for a tunnel; returns bytes that came after the request. */
  detach(): Buffer | null {
    this.exchange = null;
    this.forget();
    return this.reader.stop();
  }

  /** Another connection needs the slot. */
  giveWay(): void {
    if (this.connection.pendingBytes === 0) this.close();
  }

  onOpen(): void {}

  onData(_connection: Connection, bytes: Buffer, length: number): void {
    if (this.reader.phase === 'off') {
      // What nobody asked for any more, read so that it brings no reset.
      if (this.connection.pendingBytes === 0) this.awaitEnd();
      return;
    }
    this.#context.reusables.delete(this);
    const between = this.exchange === null && !this.reader.insideHead;
    this.reader.feed(bytes, 0, length);
    if (this.reader.phase === 'body') this.awaitBody();
    else if (between && this.reader.insideHead) {
      this.await(this.terms.headerMs);
    }
  }

  onDrain(): void {
    if (this.answered && this.reader.phase === 'full') {
      this.next();
    } else {
      this.awaitBody();
      this.rest();
      this.exchange?.onClientDrain();
    }
  }

  onEnd(): void {
    if (this.reader.phase === 'off') return;
    if (this.exchange?.outlivesFin && this.reader.phase === 'full') return;
    this.abandon();
    // Nothing more can be asked; what is still pending of a response goes out before our FIN.
    this.linger();
  }

  onClose(connection: Connection, reason: CloseReason): void {
    this.abandon();
    this.writeLog();
    this.forget();
    this.#context.application.closed?.(connection, reason, this.#endedFirst);
  }

  onDeadline(): void {
    const { phase, insideHead } = this.reader;
    if (this.idle && this.connection.blocked) {
      // The response before went out as far as the kernel took it: the rest is not to be lost.
      this.linger();
      return;
    }
    if (this.goesOnTaking()) return;
    const resets = this.terms.resetsSlow && (insideHead || !this.idle);
    if (phase === 'off' || this.connection.pendingBytes > 0) {
      this.close(resets && phase !== 'off');
      return;
    }
    // No answer, as in nginx: who is this slow would not read it either.
    this.abandon(408);
    if (resets) this.close(true);
    else this.linger();
  }

  onHead(head: MessageHead): void {
    this.begin();
    const request = readRequest(head, this.connection, this, this.headRules);
    if (typeof request === 'number') {
      this.refuse(request, head.text);
      return;
    }
    if (request.framing.kind !== 'none') this.reader.expectBody(request.framing);
    const exchange = this.#context.application.begin(this, request);
    // When it is answered already, finish() has settled what comes next.
    if (this.answered || this.reader.phase === 'off' || this.exchange !== null) return;
    this.exchange = exchange;
    if (request.framing.kind === 'none') exchange.onBodyEnd();
  }

  onBadHead(status: RequestError, text: string): void {
    this.begin();
    this.refuse(status, text);
  }

  onPiece(bytes: Buffer, start: number, end: number): void {
    this.exchange?.onBodyPiece(bytes, start, end);
  }

  onBodyEnd(): void {
    this.deadlineMs = 0;
    if (this.answered) this.next();
    else this.exchange?.onBodyEnd();
  }

  onBadBody(): void {
    this.exchange?.onBadBody?.();
    this.abandon();
    if (this.out.begun) this.linger();
    else this.refuse(400, '');
  }

  /** @param head as far as it was read; empty = that was well, and what followed was not. */
  private refuse(status: RequestError, head: string): void {
    this.#context.application.refuse(this, status, head);
  }

  private begin(): void {
    this.deadlineMs = 0;
    this.#context.reusables.delete(this);
    this.openAccount(this.#context.timesRequests);
  }

  /** Both the request and the response are done. */
  private next(): void {
    this.exchange = null;
    // Else one who asks on and on and reads nothing would have us keep all the answers.
    if (this.connection.blocked) return;
    if (this.#context.quitting) {
      this.linger();
    } else {
      this.await(this.terms.keepAliveMs);
      this.reader.next();
      this.rest();
    }
  }

  /** Where nothing of a next request has come, the connection may be closed for another. */
  private rest(): void {
    if (this.resting && !this.connection.blocked) this.#context.reusables.add(this);
  }

  protected override awaitEnd(): void {
    super.awaitEnd();
    this.#context.reusables.delete(this);
    this.#context.reusables.addFirst(this);
  }

  /** As nginx counts it: the client left (499), or its request did not come to an end (400). */
  private abandon(status = this.reader.phase === 'body' ? 400 : 499): void {
    this.logUnanswered(status);
    const exchange = this.exchange;
    this.exchange = null;
    exchange?.onClientGone();
  }

  private forget(): void {
    this.stopClock();
    this.#context.sessions.delete(this);
    this.#context.reusables.delete(this);
  }
}
