import { createServer, type IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';

/**
 * The fate of the first request in some bytes: `taken` with its body, `refused`, or `waiting` for
 * bytes that did not arrive.
 */
export type Verdict =
  | { readonly kind: 'taken'; readonly method: string; readonly body: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'waiting' };

export const REFUSED: Verdict = { kind: 'refused' };
export const WAITING: Verdict = { kind: 'waiting' };

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
      // The mistake comes after the request, whose end is on its way here.
      if (this.#taken.get(socket)?.complete) return;
      this.#judge(socket, error.code === 'HPE_INVALID_EOF_STATE' ? WAITING : REFUSED);
    });
  }

  judge(bytes: Buffer): Promise<Verdict> {
    return new Promise((resolve) => {
      const socket = new Duplex({
        read: () => undefined,
        // The server answers some requests by itself, such as one without Host.
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
