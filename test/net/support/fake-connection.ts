import type { Connection, ConnectionHandler, SpliceListener } from '../../../src/net/loop.js';
import { UNOWNED } from '../../../src/net/unowned.js';

/** A connection without a socket, whose peer reads only when the test says so. */
export class FakeConnection implements Connection {
  handler: ConnectionHandler = UNOWNED;
  owner: unknown;
  state: Connection['state'] = 'open';
  ended = false;
  paused = false;
  readonly localAddress = '127.0.0.1';
  readonly localPort = 80;
  readonly remoteAddress = '127.0.0.1';
  readonly remotePort = 50_000;
  /** Everything written, and the part of it that the peer has not read yet. */
  sent = '';
  pendingBytes = 0;
  finSent = false;
  /** The peer reads everything at once. */
  takesAll = false;
  /** Where the next bytes from the peer may go unread. */
  offered: { to: FakeConnection; bytes: number; listener: SpliceListener } | null = null;

  get blocked(): boolean {
    return this.pendingBytes > 0;
  }

  write(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
    this.sent += Buffer.from(bytes.subarray(start, end)).toString('latin1');
    if (!this.takesAll) this.pendingBytes += end - start;
    return this.takesAll;
  }

  writeText(text: string, bytes?: Uint8Array, start?: number, end?: number): boolean {
    this.write(Buffer.from(text, 'latin1'));
    if (bytes !== undefined) this.write(bytes, start, end);
    return this.takesAll;
  }

  /** The peer reads everything that is pending. */
  drain(): void {
    this.pendingBytes = 0;
    this.handler.onDrain(this);
  }

  /** Bytes from the peer. */
  receive(text: string): void {
    const bytes = Buffer.from(text, 'latin1');
    this.handler.onData(this, bytes, bytes.length);
  }

  splice(to: FakeConnection, bytes: number, listener: SpliceListener): void {
    this.offered = { to, bytes, listener };
  }

  /** Bytes from the peer that pass unread, as many as are offered; returns how many. */
  passBy(): number {
    if (this.offered === null) throw new Error('nothing is offered');
    const { to, bytes, listener } = this.offered;
    this.offered = null;
    if (!to.takesAll) to.pendingBytes += bytes;
    listener.onSpliced(this, bytes);
    return bytes;
  }

  end(): void {
    this.finSent = true;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  close(): void {
    this.state = 'closed';
    this.handler.onClose(this, 'local');
  }

  reset(): void {
    this.close();
  }
}
