import type { Connection, ConnectionHandler } from '../net/loop.js';
import type { Pacer } from './answers/pacer.js';
import type { Responder } from './answers/responder.js';
import type { Upload } from './answers/upload.js';
import type { RequestHead } from './http/request-head.js';
import type { RequestEntry, ServerBook } from './server-book.js';

/** What the routes of one server share. */
export interface Tools {
  readonly responder: Responder;
  readonly pacer: Pacer;
  readonly book: ServerBook;
  /** Body of /health_check/. */
  readonly healthBody: string;
}

/** A client's connection, as the code that answers sees it. */
export interface Client {
  readonly socket: Connection;
  /** FIN follows the current response. */
  closing: boolean;
  /** The response is complete. */
  finish(): void;
  /** `next` owns the socket from now on, and gets bytes that arrived after the request. */
  handOver(next: ConnectionHandler): void;
}

/** One request, and what is needed to answer it. */
export interface Ask {
  readonly client: Client;
  readonly head: RequestHead;
  /** Its line in the ledger. */
  readonly entry: RequestEntry;
  /** Takes the content of the body; null = it is dropped. */
  readonly upload: Upload | null;
  readonly tools: Tools;
}

/** A response that is sent over time. */
export interface Answering {
  /** The client has taken the bytes that were kept for it. */
  onDrain(): void;
  /** The client has gone, and nothing more is to be sent. */
  gone(): void;
}
