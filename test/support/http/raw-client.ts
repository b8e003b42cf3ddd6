import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawExchange {
  readonly bytes: Buffer;
  /** How the peer ended it. */
  readonly end: 'fin' | 'rst';
  readonly localPort: number;
}

/** A TCP client that keeps everything it receives. */
export class RawClient {
  readonly socket: Socket;
  readonly #localPort: number;
  #bytes = Buffer.alloc(0);
  #end: RawExchange['end'] = 'fin';
  readonly #ended: Promise<unknown>;
  readonly #closed: Promise<unknown>;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.#localPort = socket.localPort ?? 0;
    socket.on('data', (data) => {
      this.#bytes = Buffer.concat([this.#bytes, data]);
    });
    socket.on('error', () => {
      this.#end = 'rst';
    });
    this.#ended = new Promise((resolve) => socket.on('end', resolve));
    // Not `once`, which would reject at a reset.
    this.#closed = new Promise((resolve) => socket.on('close', resolve));
  }

  static async open(address: string, port: number): Promise<RawClient> {
    const socket = connect({ host: address, port, allowHalfOpen: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** For a socket that is open already. */
  static of(socket: Socket): RawClient {
    return new RawClient(socket);
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  get text(): string {
    return this.#bytes.toString('latin1');
  }

  write(bytes: string | Buffer): void {
    this.socket.write(bytes, 'latin1');
  }

  /** Resolves when the bytes so far satisfy `enough`; rejects if the connection ends before. */
  async until(enough: (text: string) => boolean): Promise<string> {
    while (!enough(this.text)) {
      if (this.socket.readableEnded || this.socket.destroyed) {
        throw new Error(`ended after: ${JSON.stringify(this.text.slice(-500))}`);
      }
      await Promise.race([this.#moreData(), this.#ended, this.#closed]);
    }
    return this.text;
  }

  /** Resolves when the peer has ended the connection; then ends our side too. */
  async ended(): Promise<RawExchange> {
    if (!this.socket.readableEnded && !this.socket.destroyed) {
      await Promise.race([this.#ended, this.#closed]);
    }
    this.socket.end();
    await this.#closed;
    return { bytes: this.#bytes, end: this.#end, localPort: this.#localPort };
  }

  #moreData(): Promise<unknown> {
    return new Promise((resolve) => this.socket.once('data', resolve));
  }
}

/** A connection that was kept after an answer to `GET /kept`, which ends in "kept". */
export async function keptClient(address: string, port: number): Promise<RawClient> {
  const client = await RawClient.open(address, port);
  client.write('GET /kept HTTP/1.1\r\nHost: x\r\n\r\n');
  await client.until((text) => text.endsWith('kept'));
  return client;
}

/** Sends `wire` and reads until the peer ends the connection. */
export async function exchange(address: string, port: number, wire: string): Promise<RawExchange> {
  const client = await RawClient.open(address, port);
  client.write(wire);
  return client.ended();
}
