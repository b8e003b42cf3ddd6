import { Duplex } from 'node:stream';
import type { Connection } from '../loop.js';

/**
 * A connection as the stream that `node:tls` needs below it; the bytes on it are encrypted. The
 * connection's handler passes received bytes to it.
 */
export class CipherStream extends Duplex {
  readonly #connection: Connection;
  #written: (() => void) | null = null;

  constructor(connection: Connection) {
    super({ allowHalfOpen: true });
    this.#connection = connection;
  }

  /**
   * Copies the bytes: the engine's buffer is overwritten when this returns, and TLS may keep them.
   */
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
