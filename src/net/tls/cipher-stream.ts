import { Duplex } from 'node:stream';
import type { Connection } from '../loop.js';

/**
 * A connection as the stream that `node:tls` wants below it: what goes through is encrypted. The
 * connection's handler hands it what has come.
 */
export class CipherStream extends Duplex {
  readonly #connection: Connection;
  #written: (() => void) | null = null;

  constructor(connection: Connection) {
    super({ allowHalfOpen: true });
    this.#connection = connection;
  }

  /** The engine's buffer is overwritten when this returns, and TLS may keep it: a copy. */
  received(bytes: Buffer, length: number): void {
    if (!this.push(Buffer.from(bytes.subarray(0, length)))) this.#connection.pause();
  }

  drained(): void {
    const written = this.#written;
    this.#written = null;
    written?.();
  }

  override _read(): void {
    this.#connection.resume();
  }

  override _write(bytes: Buffer, _encoding: string, written: () => void): void {
    if (this.#connection.write(bytes)) written();
    else this.#written = written;
  }

  override _final(ended: () => void): void {
    this.#connection.end();
    ended();
  }
}
