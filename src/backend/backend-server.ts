import type { Connection, ConnectionHandler } from '../net/loop.js';
import { Pacer } from './answers/pacer.js';
import { Responder } from './answers/responder.js';
import { routeFor } from './answers/routes.js';
import { Upload } from './answers/upload.js';
import type { Answering, Ask, Client, Tools } from './ask.js';
import type { HeadError, RequestHead } from './http/request-head.js';
import type { ServerOptions } from './messages.js';
import { ServerBook } from './server-book.js';
import { type RequestHandler, ServerConnection } from './server-connection.js';

/** The bundled backend server: known answers of every form, and a ledger of what it saw. */
export class BackendServer implements RequestHandler {
  readonly book: ServerBook;
  readonly #fault: ServerOptions['fault'];
  readonly #tools: Tools & { readonly pacer: Pacer };

  constructor({ name, fault, healthBody }: ServerOptions, book = new ServerBook()) {
    this.book = book;
    this.#fault = fault;
    this.#tools = {
      responder: new Responder(name),
      pacer: new Pacer(),
      book,
      healthBody: healthBody ?? `serving ${name}\r\n`,
    };
  }

  accept(socket: Connection): ConnectionHandler {
    return new ServerConnection(socket, this);
  }

  /** The conductor reports that maintenance began or ended; triggers the fault, if there is one. */
  maintenance(on: boolean): void {
    if (!on || this.#fault !== 'reset-on-maintenance') return;
    for (const connection of [...this.book.connections]) {
      this.book.resetting(connection);
      connection.reset();
    }
  }

  close(): void {
    this.#tools.pacer.close();
  }

  begin(client: Client, head: RequestHead): Ask {
    const entry = this.book.began(client.socket, head);
    const upload = head.path === '/upload' && head.method === 'POST' ? new Upload() : null;
    return { client, head, entry, upload, tools: this.#tools };
  }

  answer(ask: Ask): Answering | null {
    return routeFor(ask.head.path)(ask);
  }

  refuse({ socket }: Client, status: HeadError): void {
    socket.writeText(this.#tools.responder.refusal(status));
  }
}
