import { monotonicMs } from '../../../lib/clock.js';
import type { Connection } from '../../../net/loop.js';
import { ResponseWriter } from '../answers/response-writer.js';
import type { HeadRules } from '../heads/head-rules.js';
import type { MessageHead } from '../heads/message-head.js';
import type { HeadError } from '../heads/request-head.js';
import type { AccessLog, ClientFacts, HttpRequest } from '../request/request.js';
import { RequestReader, type RequestReceiver } from '../request/request-reader.js';

const TENTH_MS = 100;

/**
 * The accounts of one client connection: what variables read of it, and what the access log writes
 * of the request in flight. This is a base class because a member object would cost one more object
 * for every connection.
 */
export abstract class SessionAccount implements ClientFacts, RequestReceiver {
  /** `$connection`. */
  number = 0;
  readonly connection: Connection;
  /** In tenths of a second, because a small whole number costs an idle connection least. */
  readonly #openedTenths = Math.trunc(monotonicMs() / TENTH_MS);
  /** Sends the response. */
  readonly out: ResponseWriter;
  /** `$connection_requests`, with the request in flight. */
  requests = 0;
  startedMs = 0;
  protected readonly reader: RequestReader;
  /** The response to the last request is complete. */
  protected answered = true;
  #accessLog: AccessLog | null = null;
  /** Set only while the request is to be logged; an idle connection keeps no request. */
  #logged: HttpRequest | null = null;

  constructor(connection: Connection) {
    this.connection = connection;
    this.reader = new RequestReader(this);
    this.out = new ResponseWriter(this);
  }

  abstract get headRules(): HeadRules;
  abstract onHead(head: MessageHead): void;
  abstract onBadHead(status: HeadError, text: string): void;
  abstract onPiece(bytes: Buffer, start: number, end: number): void;
  abstract onBodyEnd(): void;
  abstract onBadBody(): void;
  /** The client takes bytes more slowly than they are sent. */
  abstract onBlocked(): void;

  /** Time since the connection opened, to a tenth of a second. */
  protected get ageMs(): number {
    return monotonicMs() - this.#openedTenths * TENTH_MS;
  }

  get pipelined(): boolean {
    return this.reader.pipelined;
  }

  get requestBytes(): number {
    return this.reader.requestBytes;
  }

  /** Bytes of a response that broke off do not count if the client may never have received them. */
  get sentBytes(): number {
    const { sentBytes } = this.out;
    return this.answered ? sentBytes : Math.max(0, sentBytes - this.connection.pendingBytes);
  }

  get sentHeadBytes(): number {
    return this.out.headBytes;
  }

  /** Where the request in flight is logged when it ends; null = nowhere. */
  logAt(log: AccessLog | null, request: HttpRequest): void {
    this.#accessLog = log;
    this.#logged = log === null ? null : request;
  }

  /** Whether the request in flight will be logged. */
  get logs(): boolean {
    return this.#logged !== null;
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

  /** A request begins. */
  protected openAccount(timed: boolean): void {
    this.requests++;
    this.answered = false;
    this.out.restart();
    if (timed) this.startedMs = monotonicMs();
  }

  /** The request has ended in some way. Called at most once for each. */
  protected writeLog(): void {
    if (this.#accessLog !== null) this.handLogOn()?.(0);
  }

  /** Logs a request that got no answer, with this status. */
  protected logUnanswered(status: number): void {
    const answer = this.#logged?.answer;
    if (answer?.status === 0) answer.status = status;
  }
}
