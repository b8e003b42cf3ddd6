import { monotonicMs } from '../../lib/clock.js';
import type { CloseReason, Connection, ConnectionHandler } from '../../net/loop.js';
import type { SessionContext, SessionTimeouts } from './application.js';
import { DISCARD, type Exchange } from './exchange.js';
import { type HeadRules, USUAL_HEADS } from './head-rules.js';
import { writeText } from './outbox.js';
import {
  type AccessLog,
  type ClientFacts,
  type HttpRequest,
  type RequestError,
  readRequest,
} from './request.js';
import { RequestReader, type RequestReceiver } from './request-reader.js';
import { ResponseWriter } from './response-writer.js';
import type { Timed } from './sweep.js';

/** After our FIN we go on reading this long for the peer's, as nginx's lingering_timeout. */
const LINGER_MS = 5_000;
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

/** Of this process, so far. */
let connections = 0;

/**
 * One client connection of an HTTP/1.x server: hands one request at a time to the application,
 * sends what it answers, and then keeps, closes or lingers as the two sides agreed.
 */
export class Session implements ConnectionHandler, RequestReceiver, Timed, ClientFacts {
  readonly number = ++connections;
  readonly connection: Connection;
  /** Sends the response. */
  readonly out: ResponseWriter;
  deadlineMs = 0;
  /** Those of the server that the last request found. */
  timeouts: SessionTimeouts;
  readonly #context: SessionContext<Session>;
  readonly #reader: RequestReader;
  /** The request under way; null between requests and when all is over. */
  #exchange: Exchange | null = null;
  /** `$connection_requests`: the one under way among them. */
  requests = 0;
  startedMs = 0;
  #accessLog: AccessLog | null = null;
  /** Only while it is to be logged: an idle connection keeps no request. */
  #logged: HttpRequest | null = null;
  #answered = true;
  #closing = false;
  #endedFirst = false;

  constructor(connection: Connection, context: SessionContext<Session>) {
    this.connection = connection;
    this.#context = context;
    this.timeouts = context.application.timeoutsFor(connection);
    this.#reader = new RequestReader(connection, this);
    this.out = new ResponseWriter(connection, this);
    context.sessions.add(this);
    context.sweep.add(this);
    this.#await(this.timeouts.headerMs);
  }

  get headRules(): HeadRules {
    return this.#context.application.headRulesFor?.(this.connection) ?? USUAL_HEADS;
  }

  /** No request is under way. */
  get idle(): boolean {
    return this.#exchange === null && this.#reader.phase === 'head';
  }

  get pipelined(): boolean {
    return this.#reader.pipelined;
  }

  get requestBytes(): number {
    return this.#reader.requestBytes;
  }

  /** What the client may never have got of a response that broke off does not count. */
  get sentBytes(): number {
    const { sentBytes } = this.out;
    return this.#answered ? sentBytes : Math.max(0, sentBytes - this.connection.pendingBytes);
  }

  get sentHeadBytes(): number {
    return this.out.headBytes;
  }

  /** Where the request under way is to be written when it ends; null = nowhere. */
  logAt(log: AccessLog | null, request: HttpRequest): void {
    this.#accessLog = log;
    this.#logged = log === null ? null : request;
  }

  /** For a tunnel, which is logged when it ends, with the bytes that went to the client. */
  handLogOn(): ((bytes: number) => void) | null {
    const log = this.#accessLog;
    const request = this.#logged;
    if (log === null || request === null) return null;
    this.#accessLog = this.#logged = null;
    return (bytes) => {
      this.out.sentBytes += bytes;
      log.write(request);
    };
  }

  /** Kept after a response, and nothing of a next request has come. */
  get resting(): boolean {
    return this.idle && this.requests > 0 && !this.#reader.insideHead;
  }

  /**
   * Whether the connection stays after the response to `request`. Ask once, when the response's
   * head is made: the answer is then kept to.
   */
  settlePersistence(request: HttpRequest): boolean {
    const { keepAliveMs, keepAliveRequests } = this.timeouts;
    const persists =
      request.wantsKeepAlive &&
      keepAliveMs > 0 &&
      this.requests < keepAliveRequests &&
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
    this.#reader.pause();
    this.#awaitBody();
  }

  resumeBody(): void {
    this.#reader.resume();
    this.#awaitBody();
  }

  /** From now on it is this exchange that answers the request under way. */
  handOver(exchange: Exchange): void {
    if (this.#answered || this.#reader.phase === 'off') return;
    this.#exchange = exchange;
    if (this.#reader.phase !== 'body') exchange.onBodyEnd();
  }

  /** The response is complete. */
  finish(): void {
    this.out.flush();
    this.#answered = true;
    if (this.#accessLog !== null) this.#log();
    if (this.#closing) {
      this.linger();
    } else if (this.#reader.phase === 'body') {
      // Answered early: the rest of the body must go by before the next request can be seen.
      this.#exchange = DISCARD;
      this.#reader.next();
      this.#awaitBody();
    } else {
      this.#next();
    }
  }

  /** The response cannot be completed: ends without its proper end, so that the client knows. */
  cut(closeDelimited: boolean): void {
    this.out.discard();
    this.#exchange = null;
    // FIN would make a whole response of a close-delimited one: only a reset says it is not.
    if (closeDelimited) this.close(true);
    else this.linger();
  }

  /** FIN, then read and drop until the peer's FIN, so that no RST destroys what was sent. */
  linger(): void {
    this.#exchange = null;
    if (this.#accessLog !== null) this.#log();
    this.#endedFirst ||= !this.connection.ended;
    this.connection.end();
    // A slow reader gets the rest of its response first.
    this.#await(this.connection.pendingBytes > 0 ? this.timeouts.sendMs : LINGER_MS);
    this.#reader.stop();
  }

  /** At once: with FIN, or with RST when `reset`. */
  close(reset = false): void {
    this.#endedFirst = true;
    if (reset) this.connection.reset();
    else this.connection.close();
  }

  /** Lets go of the connection for a tunnel; returns bytes that came after the request. */
  detach(): Buffer | null {
    this.#exchange = null;
    this.#forget();
    return this.#reader.stop();
  }

  onOpen(): void {}

  onData(_connection: Connection, bytes: Buffer, length: number): void {
    const between = this.#exchange === null && !this.#reader.insideHead;
    this.#reader.feed(bytes, 0, length);
    if (this.#reader.phase === 'body') this.#awaitBody();
    else if (between && this.#reader.insideHead) {
      this.#await(this.timeouts.headerMs);
    }
  }

  onDrain(): void {
    if (this.#answered && this.#reader.phase === 'full') {
      this.#next();
    } else {
      this.#awaitBody();
      this.#exchange?.onClientDrain();
    }
  }

  onEnd(): void {
    if (this.#reader.phase === 'off') return;
    if (this.#exchange?.outlivesFin && this.#reader.phase === 'full') return;
    this.#abandon();
    // Nothing more can be asked; what is still pending of a response goes out before our FIN.
    this.linger();
  }

  onClose(connection: Connection, reason: CloseReason): void {
    this.#abandon();
    if (this.#accessLog !== null) this.#log();
    this.#forget();
    this.#context.application.closed?.(connection, reason, this.#endedFirst);
  }

  onDeadline(): void {
    const { phase, insideHead } = this.#reader;
    const resets = this.timeouts.resetsSlow && (insideHead || !this.idle);
    if (phase === 'off' || this.connection.pendingBytes > 0) {
      this.close(resets && phase !== 'off');
      return;
    }
    // No answer, as in nginx: who is this slow would not read it either.
    this.#abandon(408);
    if (resets) this.close(true);
    else this.linger();
  }

  /** The client takes less than it is sent. */
  onBlocked(): void {
    this.#await(this.timeouts.sendMs);
  }

  onHead(text: string): void {
    this.#begin();
    const request = readRequest(text, this.connection, this, this.headRules);
    if (typeof request === 'number') {
      this.#refuse(request, text);
      return;
    }
    if (request.framing.kind !== 'none') {
      this.#reader.expectBody(request.framing);
      if (request.expectsContinue) writeText(this.connection, CONTINUE);
    }
    const exchange = this.#context.application.begin(this, request);
    // When it is answered already, finish() has settled what comes next.
    if (this.#answered || this.#reader.phase === 'off' || this.#exchange !== null) return;
    this.#exchange = exchange;
    if (request.framing.kind === 'none') exchange.onBodyEnd();
  }

  onBadHead(status: RequestError, text: string): void {
    this.#begin();
    this.#refuse(status, text);
  }

  onPiece(bytes: Buffer, start: number, end: number): void {
    this.#exchange?.onPiece(bytes, start, end);
  }

  onBodyEnd(): void {
    this.deadlineMs = 0;
    if (this.#answered) this.#next();
    else this.#exchange?.onBodyEnd();
  }

  onBadBody(): void {
    this.#abandon();
    if (this.out.begun) this.linger();
    else this.#refuse(400, '');
  }

  /** @param head as far as it was read; empty = that was well, and what followed was not. */
  #refuse(status: RequestError, head: string): void {
    this.#context.application.refuse(this, status, head);
  }

  #begin(): void {
    this.deadlineMs = 0;
    this.requests++;
    this.#answered = false;
    this.out.restart();
    if (this.#context.timesRequests) this.startedMs = monotonicMs();
  }

  /** Both the request and the response are done. */
  #next(): void {
    this.#exchange = null;
    // Else one who asks on and on and reads nothing would have us keep all the answers.
    if (this.connection.pendingBytes > 0) return;
    if (this.#context.quitting) {
      this.linger();
    } else {
      this.#await(this.timeouts.keepAliveMs);
      this.#reader.next();
    }
  }

  #await(ms: number): void {
    this.deadlineMs = this.#context.sweep.nowMs + ms;
  }

  /** The client owes us the rest of a body, unless it is us who do not read. */
  #awaitBody(): void {
    const { headerMs, bodyMs, keepAliveMs } = this.timeouts;
    if (this.#reader.insideHead) this.#await(headerMs);
    else if (this.idle) this.#await(keepAliveMs);
    else if (this.#reader.phase === 'body' && !this.#reader.paused) this.#await(bodyMs);
    else this.deadlineMs = 0;
  }

  /** As nginx counts it: the client left (499), or its request did not come to an end (400). */
  #abandon(status = this.#reader.phase === 'body' ? 400 : 499): void {
    const answer = this.#logged?.answer;
    if (answer?.status === 0) answer.status = status;
    const exchange = this.#exchange;
    this.#exchange = null;
    exchange?.onClientGone();
  }

  #log(): void {
    this.handLogOn()?.(0);
  }

  #forget(): void {
    this.deadlineMs = 0;
    this.#context.sweep.delete(this);
    this.#context.sessions.delete(this);
  }
}
