import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import type { CloseReason, Connection, ConnectionHandler, ConnectOptions, Loop } from '../loop.js';
import { CipherStream } from './cipher-stream.js';

const NOTHING = new Uint8Array(0);
/** How long a closed connection waits for its last bytes, the close_notify, to be sent. */
const GOODBYE_MS = 100;

/** What all TLS connections of a loop share. */
export interface TlsClient {
  readonly options: ConnectionOptions;
  /** What the first connection negotiated. */
  negotiated: { readonly protocol: string | null; readonly cipher: string } | null;
}

/**
 * A connection that speaks TLS over a connection of either engine. It is open when the handshake is
 * done and the certificate is accepted. `node:tls` does the work.
 */
export class TlsConnection implements Connection, ConnectionHandler {
  handler: ConnectionHandler;
  owner: unknown;
  state: Connection['state'] = 'connecting';
  ended = false;
  truncated = false;
  failure: string | null = null;
  readonly #client: TlsClient;
  readonly #raw: Connection;
  #cipher: CipherStream | null = null;
  #tls: TLSSocket | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** Why the connection is over, where the connection below does not know. */
  #reason: CloseReason | null = null;
  #wantsDrain = false;

  constructor(loop: Loop, client: TlsClient, options: ConnectOptions) {
    this.#client = client;
    this.handler = options.handler;
    this.owner = options.owner;
    this.#raw = loop.connect({ ...options, handler: this, owner: undefined });
    // The time-out covers the handshake too; the connection below knows only its own connect.
    if (options.timeoutMs !== undefined) {
      this.#timer = setTimeout(() => this.#giveUp('timeout'), options.timeoutMs);
    }
  }

  get localAddress(): string {
    return this.#raw.localAddress;
  }

  get localPort(): number {
    return this.#raw.localPort;
  }

  get remoteAddress(): string {
    return this.#raw.remoteAddress;
  }

  get remotePort(): number {
    return this.#raw.remotePort;
  }

  get pendingBytes(): number {
    if (this.state === 'closed') return 0;
    return (this.#tls?.writableLength ?? 0) + this.#raw.pendingBytes;
  }

  get blocked(): boolean {
    return this.pendingBytes > 0;
  }

  /** Nothing can be written before the handshake is done. */
  write(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
    if (this.state !== 'open' || start >= end) return true;
    return this.#write(Buffer.from(bytes.subarray(start, end)));
  }

  writeText(text: string, bytes: Uint8Array = NOTHING, start = 0, end = bytes.length): boolean {
    if (this.state !== 'open') return true;
    return this.#write(Buffer.concat([Buffer.from(text, 'latin1'), bytes.subarray(start, end)]));
  }

  end(): void {
    this.#tls?.end();
  }

  pause(): void {
    this.#tls?.pause();
  }

  resume(): void {
    this.#tls?.resume();
  }

  /** Received bytes have to be decrypted, so they cannot be spliced. */
  splice(): void {}

  /** Sends close_notify first, so that the peer knows that nothing was cut. */
  close(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    clearTimeout(this.#timer);
    if (this.#tls === null) {
      this.#raw.close();
      return;
    }
    this.#tls.end(() => this.#raw.close());
    // A peer that does not read would keep this connection waiting.
    this.#timer = setTimeout(() => this.#raw.close(), GOODBYE_MS);
  }

  reset(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    clearTimeout(this.#timer);
    this.#raw.reset();
  }

  // The connection below reports to the methods that follow.

  onOpen(raw: Connection): void {
    if (this.state === 'closed') return;
    const cipher = new CipherStream(raw);
    const tls = connect({ ...this.#client.options, socket: cipher });
    this.#cipher = cipher;
    this.#tls = tls;
    tls.on('secureConnect', () => this.#secured(tls));
    tls.on('data', (bytes: Buffer) => this.#received(bytes));
    tls.on('end', () => this.#peerEnded(cipher));
    tls.on('error', (error) => this.#failed(error));
    cipher.on('error', () => undefined);
  }

  onData(_raw: Connection, bytes: Buffer, length: number): void {
    this.#cipher?.received(bytes, length);
  }

  onDrain(): void {
    this.#cipher?.drained();
  }

  onEnd(): void {
    this.#cipher?.push(null);
  }

  onClose(_raw: Connection, reason: CloseReason): void {
    clearTimeout(this.#timer);
    if (this.state === 'connecting' && this.#cipher !== null) {
      this.#reason ??= 'tls';
      this.failure ??= 'the connection ended before the handshake did';
    }
    this.state = 'closed';
    this.#tls?.destroy();
    this.#cipher?.destroy();
    this.handler.onClose(this, this.#reason ?? reason);
  }

  #secured(tls: TLSSocket): void {
    if (this.state !== 'connecting') return;
    clearTimeout(this.#timer);
    this.state = 'open';
    this.#client.negotiated ??= {
      protocol: tls.getProtocol(),
      cipher: tls.getCipher().standardName,
    };
    this.handler.onOpen(this);
  }

  #received(bytes: Buffer): void {
    if (this.state === 'open') this.handler.onData(this, bytes, bytes.length);
  }

  /**
   * A close_notify ends the decrypted data while the stream below goes on. Without one the stream
   * below ends first. (While the connection is paused the two cannot be told apart.)
   */
  #peerEnded(cipher: CipherStream): void {
    if (this.state !== 'open') return;
    this.truncated = cipher.readableEnded;
    this.ended = true;
    this.handler.onEnd(this);
  }

  #failed(error: Error): void {
    if (this.state === 'closed') return;
    // A record that does not decrypt counts as RST: nothing after it can be read.
    const handshaking = this.state === 'connecting';
    if (handshaking) this.failure = error.message;
    this.#giveUp(handshaking ? 'tls' : 'rst');
  }

  #giveUp(reason: CloseReason): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.#reason = reason;
    clearTimeout(this.#timer);
    this.#raw.close();
  }

  #write(bytes: Buffer): boolean {
    if (bytes.length === 0 || this.#tls === null) return true;
    this.#tls.write(bytes, this.#written);
    if (this.#tls.writableLength === 0) return true;
    this.#wantsDrain = true;
    return false;
  }

  /** Also called for a write that failed; `onClose` follows then. */
  readonly #written = (error?: Error | null): void => {
    if (error || !this.#wantsDrain || this.#tls === null || this.#tls.writableLength > 0) return;
    this.#wantsDrain = false;
    if (this.state === 'open') this.handler.onDrain(this);
  };
}
