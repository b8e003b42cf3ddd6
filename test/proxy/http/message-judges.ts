import { createServer, type IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import type { Connection } from '../../../src/net/loop.js';
import { USUAL_HEADS } from '../../../src/proxy/http/head-rules.js';
import type { MessageHead } from '../../../src/proxy/http/message-head.js';
import { readRequest } from '../../../src/proxy/http/request.js';
import { RequestReader, type RequestReceiver } from '../../../src/proxy/http/request-reader.js';
import { fakeClient } from '../support/fake-client.js';

/**
 * What became of the first request in some bytes: `taken` with its body, `refused`, or `waiting`
 * for bytes that did not come.
 */
export type Verdict =
  | { readonly kind: 'taken'; readonly method: string; readonly body: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'waiting' };

const REFUSED: Verdict = { kind: 'refused' };
const WAITING: Verdict = { kind: 'waiting' };

/** The bundled proxy's reader and parsers. */
export function ours(bytes: Buffer): Verdict {
  const judge = new OurJudge();
  judge.reader.feed(bytes, 0, bytes.length);
  return judge.verdict ?? WAITING;
}

class OurJudge implements RequestReceiver {
  readonly headRules = USUAL_HEADS;
  verdict: Verdict | null = null;
  readonly reader: RequestReader;
  readonly connection = { pause: () => undefined, resume: () => undefined } as Connection;
  #method = '';
  #body = '';

  constructor() {
    this.reader = new RequestReader(this);
  }

  onHead(head: MessageHead): void {
    if (this.verdict !== null) return;
    const request = readRequest(head, this.connection, fakeClient);
    if (typeof request === 'number') this.#judge(REFUSED);
    else {
      this.#method = request.method;
      if (request.framing.kind === 'none') this.onBodyEnd();
      else this.reader.expectBody(request.framing);
    }
  }

  onBadHead(): void {
    this.#judge(REFUSED);
  }

  onPiece(bytes: Buffer, start: number, end: number): void {
    this.#body += bytes.toString('latin1', start, end);
  }

  onBodyEnd(): void {
    this.#judge({ kind: 'taken', method: this.#method, body: this.#body });
  }

  onBadBody(): void {
    this.#judge(REFUSED);
  }

  #judge(verdict: Verdict): void {
    this.verdict ??= verdict;
    this.reader.stop();
  }
}

/** Node's own parser, as its HTTP server uses it, without a socket. */
export class NodeJudge {
  readonly #server = createServer({ insecureHTTPParser: false });
  readonly #taken = new WeakMap<object, IncomingMessage>();
  readonly #waiting = new WeakMap<object, (verdict: Verdict) => void>();

  constructor() {
    const take = (incoming: IncomingMessage): void => {
      let body = '';
      this.#taken.set(incoming.socket, incoming);
      incoming.setEncoding('latin1');
      incoming.on('data', (text: string) => {
        body += text;
      });
      incoming.on('end', () => {
        this.#judge(incoming.socket, { kind: 'taken', method: incoming.method ?? '', body });
      });
      incoming.on('error', () => undefined);
    };
    this.#server.on('request', take);
    this.#server.on('checkContinue', take);
    this.#server.on('checkExpectation', take);
    const takeWithoutBody = ({ method = '' }: IncomingMessage, socket: Duplex): void =>
      this.#judge(socket, { kind: 'taken', method, body: '' });
    this.#server.on('upgrade', takeWithoutBody);
    this.#server.on('connect', takeWithoutBody);
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      // What is wrong comes after the request, whose end is on its way here.
      if (this.#taken.get(socket)?.complete) return;
      this.#judge(socket, error.code === 'HPE_INVALID_EOF_STATE' ? WAITING : REFUSED);
    });
  }

  judge(bytes: Buffer): Promise<Verdict> {
    return new Promise((resolve) => {
      const socket = new Duplex({
        read: () => undefined,
        // The server answers some things by itself, as a request without Host.
        write: (_chunk, _encoding, done) => {
          done();
          this.#judge(socket, REFUSED);
        },
        allowHalfOpen: false,
      });
      socket.on('close', () => this.#judge(socket, WAITING));
      this.#waiting.set(socket, resolve);
      this.#server.emit('connection', socket);
      socket.push(bytes);
      socket.push(null);
    });
  }

  #judge(socket: Duplex, verdict: Verdict): void {
    this.#waiting.get(socket)?.(verdict);
    this.#waiting.delete(socket);
    socket.destroy();
  }
}
