import type { CloseReason, Connection, ConnectionHandler } from '../net/loop.js';
import type { Answering, Ask, Client } from './ask.js';
import { BodyReader } from './http/body-reader.js';
import { HeadReader } from './http/head-reader.js';
import { BROKEN } from './http/line-reader.js';
import type { HeadError, RequestHead } from './http/request-head.js';
import type { RequestEntry, ServerBook } from './server-book.js';

/** Receives the requests of all connections. */
export interface RequestHandler {
  readonly book: ServerBook;
  begin(client: Client, head: RequestHead): Ask;
  /** The request is complete: answers it at once (null) or over time. */
  answer(ask: Ask): Answering | null;
  refuse(client: Client, status: HeadError): void;
}

/** Most heads arrive whole and need a reader only briefly, so one reader serves all of them. */
let spare = new HeadReader();

/**
 * One connection of the backend server. It passes one whole request at a time to `handler`, in
 * order, and never closes first unless the two sides have agreed on it.
 */
export class ServerConnection implements ConnectionHandler, Client {
  readonly socket: Connection;
  closing = false;
  private readonly handler: RequestHandler;
  /**
   * - `head`: between requests, or inside a head. `body`: inside a body.
   * - `answering`: the request is complete and its response is not; bytes that arrive are kept, and
   *   reading is paused. `off`: nothing more is read.
   */
  private phase: 'head' | 'body' | 'answering' | 'off' = 'head';
  private feeding = false;
  private endedFirst = false;
  /** Reads a head that arrives in pieces. */
  private reader: HeadReader | null = null;
  private body: BodyReader | null = null;
  /** The request whose body is being read. */
  private ask: Ask | null = null;
  /** The ledger entry of the request that is not answered yet. */
  private entry: RequestEntry | null = null;
  private response: Answering | null = null;
  private held: Buffer | null = null;

  constructor(socket: Connection, handler: RequestHandler) {
    this.socket = socket;
    this.handler = handler;
    handler.book.opened(socket);
  }

  finish(): void {
    this.settle('complete');
    if (this.closing) this.end();
    // A client that pipelines requests and never reads would make us keep every response.
    else if (!this.socket.blocked) this.goOn();
  }

  handOver(next: ConnectionHandler): void {
    this.phase = 'off';
    this.entry = null;
    this.socket.handler = next;
  }

  onOpen(): void {}

  onData(_socket: Connection, bytes: Buffer, length: number): void {
    this.feed(bytes, length);
  }

  onDrain(): void {
    if (this.phase !== 'answering') return;
    if (this.entry === null) this.goOn();
    else this.response?.onDrain();
  }

  onEnd(): void {
    if (this.phase === 'off') return;
    this.abandon();
    this.end();
  }

  onClose(socket: Connection, reason: CloseReason): void {
    this.abandon();
    this.phase = 'off';
    this.handler.book.closed(socket, reason, this.endedFirst);
  }

  private feed(bytes: Buffer, length: number): void {
    this.feeding = true;
    let at = 0;
    while (at < length && this.phase !== 'off') {
      if (this.phase === 'head') at = this.readHead(bytes, at, length);
      else if (this.phase === 'body') at = this.readBody(bytes, at, length);
      else at = this.hold(bytes, at, length);
    }
    this.feeding = false;
    const { handler } = this.socket;
    if (at < length && handler !== this) {
      handler.onData(this.socket, bytes.subarray(at, length), length - at);
    }
  }

  private readHead(bytes: Buffer, start: number, limit: number): number {
    const reader = this.reader ?? spare;
    const after = reader.read(bytes, start, limit);
    const { result } = reader;
    if (result === null) {
      if (reader.begun) this.reader = reader;
    } else if (typeof result === 'number') {
      this.refuse(result);
    } else {
      this.reader = null;
      this.begin(result);
    }
    if (reader === spare && (this.reader !== null || typeof result === 'number')) {
      spare = new HeadReader();
    }
    return after;
  }

  private begin(head: RequestHead): void {
    this.closing = !head.persists;
    const ask = this.handler.begin(this, head);
    this.entry = ask.entry;
    if (!head.hasBody) {
      this.answer(ask);
      return;
    }
    if (head.expectsContinue && head.minorVersion === 1) {
      this.socket.writeText('HTTP/1.1 100 Continue\r\n\r\n');
    }
    this.ask = ask;
    this.body = new BodyReader(head);
    this.phase = 'body';
  }

  private readBody(bytes: Buffer, start: number, limit: number): number {
    const { body, ask } = this;
    if (body === null || ask === null) return limit;
    const after = body.read(bytes, start, limit, ask.upload);
    if (after === BROKEN) {
      this.refuse(400);
      return limit;
    }
    if (body.done) this.answer(ask);
    return after;
  }

  private answer(ask: Ask): void {
    this.ask = this.body = null;
    this.phase = 'answering';
    const response = this.handler.answer(ask);
    // A response may be complete before it is assigned here.
    if (this.entry === ask.entry) this.response = response;
  }

  private refuse(status: HeadError): void {
    this.abandon();
    this.handler.refuse(this, status);
    this.end();
  }

  private hold(bytes: Buffer, start: number, limit: number): number {
    const piece = bytes.subarray(start, limit);
    if (this.held === null) this.socket.pause();
    this.held = this.held === null ? Buffer.from(piece) : Buffer.concat([this.held, piece]);
    return limit;
  }

  /** Continues with the next request. */
  private goOn(): void {
    this.phase = 'head';
    if (!this.feeding) this.release();
  }

  private release(): void {
    const { held } = this;
    if (held === null) return;
    this.held = null;
    this.socket.resume();
    this.feed(held, held.length);
  }

  private abandon(): void {
    this.settle('cut');
  }

  private settle(outcome: 'complete' | 'cut'): void {
    const { entry, response } = this;
    this.ask = this.body = this.entry = this.response = null;
    if (entry !== null) this.handler.book.ended(entry, outcome);
    if (outcome === 'cut') response?.gone();
  }

  /** Sends FIN; bytes that still arrive are read and dropped, so that no RST destroys what was sent. */
  private end(): void {
    this.phase = 'off';
    this.reader = null;
    this.endedFirst ||= !this.socket.ended;
    this.socket.end();
    this.release();
  }
}
