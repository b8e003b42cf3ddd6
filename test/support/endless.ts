import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

const PIECE = Buffer.alloc(65_536, 'a');
const HEAD = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;
const many = (text: string, bytes = 65_536) =>
  Buffer.from(text.repeat(Math.ceil(bytes / text.length)));

/** Answers without an end: the beginning, and what follows for ever. */
const ENDLESS = {
  field: [`${HEAD}X-A: `, PIECE],
  fields: [HEAD, many('X-A: bbbbbbbb\r\n')],
  blanks: [`${HEAD}X-A:`, many(' ')],
  interims: ['', many('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')],
  body: [`${HEAD}\r\n`, PIECE],
  length: [`${HEAD}Content-Length: 999999999999999\r\n\r\n`, PIECE],
  chunks: [CHUNKED, many('1\r\na\r\n')],
  chunk: [`${CHUNKED}ffffffffff\r\n`, PIECE],
  extension: [`${CHUNKED}1;`, PIECE],
  trailers: [`${CHUNKED}0\r\n`, many('X-A: b\r\n')],
  answers: ['', many(`${HEAD}Content-Length: 0\r\n\r\n`)],
  'both lengths': [CHUNKED.replace('\r\n\r\n', '\r\nContent-Length: 5\r\n\r\n'), PIECE],
} as const satisfies Record<string, readonly [begins: string, goesOn: Buffer]>;

export type Endless = keyof typeof ENDLESS;

/** A server that answers each connection without end, as fast as the client reads. */
export class EndlessServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(kind: Endless) {
    const [begins, goesOn] = ENDLESS[kind];
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      const goOn = (): void => {
        // One turn of the event loop each, so that a reader in this process gets its own turns.
        if (!socket.destroyed) socket.write(goesOn, () => setImmediate(goOn));
      };
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write(begins, 'latin1');
        goOn();
      });
    });
  }

  async listen(address: string): Promise<{ readonly address: string; readonly port: number }> {
    await new Promise<void>((resolve) => this.#server.listen(0, address, resolve));
    return { address, port: (this.#server.address() as AddressInfo).port };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
