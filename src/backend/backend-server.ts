import type { CloseReason, Connection } from '../net/loop.js';
import { answer, answerError, answerRefusal } from '../proxy/http/answer.js';
import type { Application, SessionTerms } from '../proxy/http/application.js';
import { DISCARD, type Exchange } from '../proxy/http/exchange.js';
import type { HttpRequest, RequestError } from '../proxy/http/request.js';
import { sayContinue } from '../proxy/http/sent-continue.js';
import type { Session } from '../proxy/http/session.js';
import type { Ask } from './backend-answer.js';
import { EchoTunnel } from './echo-tunnel.js';
import type { ServerOptions } from './messages.js';
import { PacedResponse } from './paced-response.js';
import { PacedStream } from './paced-stream.js';
import { Pacer } from './pacer.js';
import { type Params, readParams } from './params.js';
import { PIECE_BYTES } from './pattern.js';
import { ServerBook } from './server-book.js';
import { Upload } from './upload.js';

/** Never the first to close: what ends a connection is somebody else's decision. */
const TIMEOUTS: SessionTerms = {
  headerMs: 3_600_000,
  bodyMs: 3_600_000,
  sendMs: 3_600_000,
  keepAliveMs: 3_600_000,
  keepAliveRequests: Number.POSITIVE_INFINITY,
};

const MAX_BYTES = 1024 ** 3;
const MAX_MS = 3_600_000;

/** The bundled backend server: known answers of every shape, and a ledger of what it saw. */
export class BackendServer implements Application<Session> {
  readonly book: ServerBook;
  readonly #options: ServerOptions;
  readonly #pacer = new Pacer();

  constructor(options: ServerOptions, book = new ServerBook()) {
    this.#options = options;
    this.book = book;
  }

  /** The conductor says that maintenance began or ended: time for the fault, if there is one. */
  maintenance(on: boolean): void {
    if (!on || this.#options.fault !== 'reset-on-maintenance') return;
    for (const connection of [...this.book.connections]) {
      this.book.resetting(connection);
      connection.reset();
    }
  }

  close(): void {
    this.#pacer.close();
  }

  termsFor(): SessionTerms {
    return TIMEOUTS;
  }

  opened(connection: Connection): void {
    this.book.opened(connection);
  }

  closed(connection: Connection, reason: CloseReason, endedFirst: boolean): void {
    this.book.closed(connection, reason, endedFirst);
  }

  refuse(session: Session, status: RequestError, head: string): void {
    answerRefusal(session, status, head);
  }

  begin(session: Session, request: HttpRequest): Exchange {
    const entry = this.book.began(request);
    sayContinue(session, request);
    const id = entry.id === '' ? '' : `X-Tidegate-Id: ${entry.id}\r\n`;
    const ask: Ask = {
      session,
      request,
      marks: `X-Tidegate-Backend: ${this.#options.name}\r\n${id}`,
      ended: (outcome) => this.book.ended(entry, outcome),
    };
    switch (request.path) {
      case '/respond':
        return this.#paced(ask, { bytes: [0, MAX_BYTES], ms: [0, MAX_MS] }, ({ bytes, ms }) => {
          return new PacedResponse(ask, this.#pacer, bytes, ms);
        });
      case '/stream':
        return this.#paced(
          ask,
          { ms: [0, MAX_MS], every: [1, MAX_MS], bytes: [1, PIECE_BYTES] },
          ({ ms, every, bytes }) =>
            new PacedStream(ask, this.#pacer, { ms, everyMs: every, chunkBytes: bytes }),
        );
      case '/upload':
        return request.method === 'POST' ? new Upload(ask) : refuse(ask, 405);
      case '/tunnel':
        return this.#tunnel(ask);
      default:
        return this.#line(ask);
    }
  }

  #paced<N extends string>(
    ask: Ask,
    limits: Record<N, readonly [number, number]>,
    start: (params: Params<N>) => Exchange,
  ): Exchange {
    if (ask.request.method !== 'GET' && ask.request.method !== 'HEAD') return refuse(ask, 405);
    const params = readParams(ask.request.uri.args, limits);
    return params === null ? refuse(ask, 400) : start(params);
  }

  #tunnel(ask: Ask): Exchange {
    const { headers } = ask.request;
    if (headers.get('upgrade')?.toLowerCase() !== 'tidegate-echo') return refuse(ask, 400);
    let gone = false;
    return {
      ...DISCARD,
      // Not at once: bytes that came with the head must have been put aside first.
      onBodyEnd: () => queueMicrotask(() => gone || this.#openTunnel(ask)),
      onClientGone: () => {
        gone = true;
        ask.ended('cut');
      },
    };
  }

  #openTunnel(ask: Ask): void {
    new EchoTunnel(ask, (connection, reason) => this.book.closed(connection, reason, false));
  }

  #line(ask: Ask): Exchange {
    const { session, request, marks } = ask;
    const { remoteAddress, remotePort, localAddress, localPort } = request.connection;
    const health = request.path.startsWith('/health_check');
    const body = health
      ? (this.#options.healthBody ?? `serving ${this.#options.name}\r\n`)
      : `${remoteAddress}:${remotePort} -->> ${localAddress}:${localPort}\r\n`;
    ask.ended('complete');
    answer(session, request, { status: 200, type: 'text/plain', body, fields: marks });
    return DISCARD;
  }
}

function refuse(ask: Ask, status: number): Exchange {
  ask.ended('complete');
  answerError(ask.session, ask.request, status, ask.marks);
  return DISCARD;
}
