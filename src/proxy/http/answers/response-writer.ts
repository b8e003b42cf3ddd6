import type { Connection } from '../../../net/loop.js';
import { writeChunk } from '../bodies/chunk.js';

/** The side whose responses are written. */
export interface Writing {
  readonly connection: Connection;
  /** The peer takes bytes more slowly than they are sent. */
  onBlocked(): void;
}

/** The outgoing side of a connection: a response's head is sent with the first piece of its body. */
export class ResponseWriter {
  /** Something of the current response has been prepared or sent. */
  begun = false;
  /** Bytes of the current response, with its head. */
  sentBytes = 0;
  headBytes = 0;
  readonly #owner: Writing;
  /** Text that is sent with the next piece. */
  #prepared = '';

  constructor(owner: Writing) {
    this.#owner = owner;
  }

  /** Prepares for a new response. */
  restart(): void {
    this.begun = false;
    this.sentBytes = this.headBytes = 0;
  }

  /**
   * Keeps text (latin1) to be sent together with what follows.
   * @param headBytes how much of the first text of a response is its head; default: all of it
   */
  prepare(text: string, headBytes = text.length): void {
    if (!this.begun) this.headBytes = headBytes;
    this.begun = true;
    this.#prepared += text;
  }

  /** Sends `bytes[start..end)`; false when the peer is slower: then wait until it has drained. */
  send(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
    const text = this.takePrepared();
    this.sentBytes += text.length + end - start;
    const { connection } = this.#owner;
    if (text === '') return this.sent(connection.write(bytes, start, end));
    return this.sent(connection.writeText(text, bytes, start, end));
  }

  /** This many bytes were sent without passing here; false when the peer is slower. */
  passed(count: number): boolean {
    this.sentBytes += count;
    return this.sent(!this.#owner.connection.blocked);
  }

  /** The same as one chunk of the chunked coding. */
  sendChunk(bytes: Uint8Array, start: number, end: number): boolean {
    const text = this.takePrepared();
    this.sentBytes += text.length + chunkBytes(end - start);
    return this.sent(writeChunk(this.#owner.connection, text, bytes, start, end));
  }

  /** Sends what was prepared. */
  flush(): boolean {
    const text = this.takePrepared();
    this.sentBytes += text.length;
    return text === '' || this.sent(this.#owner.connection.writeText(text));
  }

  /** Drops what was prepared. */
  discard(): void {
    this.#prepared = '';
  }

  private sent(flushed: boolean): boolean {
    if (!flushed) this.#owner.onBlocked();
    return flushed;
  }

  private takePrepared(): string {
    const text = this.#prepared;
    this.#prepared = '';
    return text;
  }
}

/** Overhead of a chunk with this much content: its size in hexadecimal, and two line ends. */
function chunkBytes(content: number): number {
  const digits = Math.max(1, Math.ceil((32 - Math.clz32(content)) / 4));
  return digits + 2 + content + 2;
}
