import type { CloseReason, Connection, ConnectionHandler } from '../../../net/loop.js';
import type { Reusable } from '../../slots/reusables.js';
import { type HeadRules, USUAL_HEADS } from '../heads/head-rules.js';
import type { MessageHead } from '../heads/message-head.js';
import { type HttpRequest, type RequestError, readRequest } from '../request/request.js';
import type { SessionContext } from './application.js';
import { DISCARD, type Exchange } from './exchange.js';
import { SessionDeadlines } from './session-deadlines.js';

/**
 * One client connection of an HTTP/1.x server. It passes one request at a time to the application,
 * sends the answer, and then keeps, closes or lingers as the two sides agreed.
 */
export class Session extends SessionDeadlines implements ConnectionHandler, Reusable {
  /** Its place among the sessions of the process; see `Roster`. */
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
   * Whether the connection stays open after the response to `request`. Call it once, when the
   * response's head is composed; the decision is final.
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

  /** The connection closes after the current response, whatever is decided otherwise. */
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

  /** From now on this exchange answers the request in flight. */
  handOver(exchange: Exchange): void {
    // It was answered at once; the request in flight may already be the next one.
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
      // Answered early: the rest of the body has to be read before the next request.
      this.exchange = DISCARD;
      this.reader.next();
      this.awaitBody();
    } else {
      this.next();
    }
  }

  /** The response cannot be completed. It ends without its proper end, so that the client notices. */
  cut(closeDelimited: boolean): void {
    this.out.discard();
    this.exchange = null;
    // FIN would make a close-delimited response look complete; only a reset shows that it is not.
    if (closeDelimited) this.close(true);
    else this.linger();
  }

  /** Sends FIN, then reads and drops until the peer's FIN, so that no RST destroys what was sent. */
  linger(): void {
    this.exchange = null;
    this.writeLog();
    this.#endedFirst ||= !this.connection.ended;
    this.connection.end();
    // A client in the middle of a body is read to its end, whatever the mode, as in nginx.
    const lingers = this.lingering.mode !== 'off' || this.reader.phase === 'body';
    this.reader.stop();
    // A slow reader first gets the rest of its response.
    if (this.connection.pendingBytes > 0) {
      this.#context.reusables.delete(this);
      this.onBlocked();
    } else if (lingers) this.awaitEnd();
    else this.close();
  }

  /** Closes at once: with FIN, or with RST when `reset`. */
  close(reset = false): void {
    this.#endedFirst = true;
    if (reset) this.connection.reset();
    else this.connection.close();
  }

  /** Gives the connection to a tunnel; returns bytes that arrived after the request. */
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
      // Reads bytes that are no longer wanted, so that they cause no reset.
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
    // No further request can arrive; what is still pending of a response is sent before our FIN.
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
      // The previous response was sent as far as the kernel took it, and the rest must not be lost.
      this.linger();
      return;
    }
    if (this.goesOnTaking()) return;
    const resets = this.terms.resetsSlow && (insideHead || !this.idle);
    if (phase === 'off' || this.connection.pendingBytes > 0) {
      this.close(resets && phase !== 'off');
      return;
    }
    // No answer, as in nginx: a client this slow would not read it either.
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
    // When it is already answered, finish() has decided what comes next.
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

  /** @param head as far as it was read; empty = the head was valid, and what followed was not */
  private refuse(status: RequestError, head: string): void {
    this.#context.application.refuse(this, status, head);
  }

  private begin(): void {
    this.deadlineMs = 0;
    this.#context.reusables.delete(this);
    this.openAccount(this.#context.timesRequests);
  }

  /** Both the request and the response are complete. */
  private next(): void {
    this.exchange = null;
    // A client that pipelines requests and never reads would make us buffer every response.
    if (this.connection.blocked) return;
    if (this.#context.quitting) {
      this.linger();
    } else {
      this.await(this.terms.keepAliveMs);
      this.reader.next();
      this.rest();
    }
  }

  /** When no byte of a next request has arrived, the connection may be closed for another. */
  private rest(): void {
    if (this.resting && !this.connection.blocked) this.#context.reusables.add(this);
  }

  protected override awaitEnd(): void {
    super.awaitEnd();
    this.#context.reusables.delete(this);
    this.#context.reusables.addFirst(this);
  }

  /** Logged as in nginx: the client left (499), or its request did not end (400). */
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
