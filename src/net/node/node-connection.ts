import type { Socket } from 'node:net';
import { bindReason, closeReason } from '../close-reason.js';
import type { CloseReason, Connection, ConnectionHandler } from '../loop.js';

const NOTHING = new Uint8Array(0);
/**
 * Shorter writes wait for what the same event writes after them; otherwise a body in chunks of one
 * byte would cost a system call for each.
 */
const GATHERED_BYTES = 4096;
const MAX_GATHERED_BYTES = 65_536;

/**
 * A `net.Socket` as a Connection. The socket must allow half-open. libuv knows less than the
 * kernel, and so does this class: an RST is noticed only while reading or writing, and an RST that
 * finds unread data looks like FIN.
 */
export class NodeConnection implements Connection {
  handler: ConnectionHandler;
  owner: unknown;
  state: Connection['state'];
  ended = false;
  localAddress = '';
  localPort = 0;
  remoteAddress = '';
  remotePort = 0;
  /** Called when this side ends the connection; Node reports that only later. */
  onAborted: (() => void) | null = null;
  readonly #socket: Socket;
  #reason: CloseReason = 'fin';
  #ending = false;
  #wantsDrain = false;
  /** Short writes of the event being handled. */
  #gathered: Buffer[] | null = null;
  #gatheredBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, handler: ConnectionHandler, owner: unknown) {
    this.#socket = socket;
    this.handler = handler;
    this.owner = owner;
    this.state = socket.connecting ? 'connecting' : 'open';
    if (this.state === 'open') this.#readAddresses();
    socket.on('connect', () => this.#connected());
    socket.on('data', (chunk: Buffer) => this.#received(chunk));
    socket.on('end', () => this.#peerEnded());
    socket.on('error', (error: NodeJS.ErrnoException) => this.#failed(error));
    socket.on('close', () => this.#closed());
  }

  get pendingBytes(): number {
    this.#flush();
    return this.state === 'closed' ? 0 : this.#socket.writableLength;
  }

  get blocked(): boolean {
    return (this.state !== 'closed' && this.#socket.writableLength > 0) || this.#failing;
  }

  /**
   * A write has failed, and `onClose` follows. Until then Node takes and drops what is written, and
   * calls back for it; a caller that continues after each callback would write everything in one
   * turn.
   */
  get #failing(): boolean {
    return this.state === 'open' && (this.#socket.errored !== null || this.#socket.destroyed);
  }

  /**
   * Always copies: Node keeps a reference to what it could not send, and does not say for how long.
   */
  write(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
    if (this.state === 'closed' || this.#ending || start >= end) return true;
    return this.#write(Buffer.from(bytes.subarray(start, end)));
  }

  writeText(text: string, bytes: Uint8Array = NOTHING, start = 0, end = bytes.length): boolean {
    if (this.state === 'closed' || this.#ending) return true;
    return this.#write(Buffer.concat([Buffer.from(text, 'latin1'), bytes.subarray(start, end)]));
  }

  #write(bytes: Buffer): boolean {
    if (bytes.length === 0) return true;
    if (this.#failing) return false;
    if (this.#gathered === null && bytes.length > GATHERED_BYTES) return this.#send(bytes);
    if (this.state === 'connecting' || this.#socket.writableLength > 0) return this.#send(bytes);
    if (this.#gathered === null) {
      this.#gathered = [];
      process.nextTick(NodeConnection.#flushOf, this);
    }
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    return this.#gatheredBytes <= MAX_GATHERED_BYTES || this.#flush();
  }

  /** False when the kernel did not take all of it. */
  #flush(): boolean {
    const gathered = this.#gathered;
    if (gathered === null) return true;
    const bytes = Buffer.concat(gathered, this.#gatheredBytes);
    this.#gathered = null;
    this.#gatheredBytes = 0;
    return this.state === 'closed' || this.#send(bytes);
  }

  static #flushOf(connection: NodeConnection): void {
    connection.#flush();
  }

  #send(bytes: Buffer): boolean {
    this.#socket.write(bytes, this.#written);
    // Node's own answer is about its high-water mark; this one is about whether the kernel took the
    // bytes.
    if (this.#socket.writableLength === 0) return !this.#failing;
    this.#wantsDrain = true;
    return false;
  }

  end(): void {
    if (this.state === 'closed' || this.#ending) return;
    this.#flush();
    this.#ending = true;
    this.#socket.end();
  }

  /** Node has no splice. */
  splice(): void {}

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#flush();
    this.#abort('local');
  }

  reset(): void {
    if (this.state === 'closed') return;
    // While connecting, a reset would wait for the connection. While a FIN is being sent, libuv
    // refuses a reset (EINVAL), and Node then neither closes the socket nor reports it; so the
    // connection ends with FIN.
    const finUnderWay = this.#ending && !this.#socket.writableFinished;
    if (this.state === 'open' && !finUnderWay) this.#socket.resetAndDestroy();
    this.#abort('local');
  }

  failAfter(timeoutMs: number): void {
    this.#timer = setTimeout(() => this.#abort('timeout'), timeoutMs);
  }

  #abort(reason: CloseReason): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.#reason = reason;
    this.onAborted?.();
    clearTimeout(this.#timer);
    this.#socket.destroy();
  }

  #connected(): void {
    clearTimeout(this.#timer);
    if (this.state === 'closed') return;
    this.state = 'open';
    this.#readAddresses();
    this.handler.onOpen(this);
  }

  #received(chunk: Buffer): void {
    if (this.state === 'open') this.handler.onData(this, chunk, chunk.length);
  }

  #peerEnded(): void {
    if (this.state === 'closed') return;
    this.ended = true;
    this.handler.onEnd(this);
  }

  readonly #written = (): void => {
    if (!this.#wantsDrain || this.#socket.writableLength > 0 || this.#failing) return;
    this.#wantsDrain = false;
    if (this.state === 'open' && !this.#ending) this.handler.onDrain(this);
  };

  #failed(error: NodeJS.ErrnoException): void {
    if (this.state === 'closed') return;
    const reasonOf = error.syscall === 'bind' ? bindReason : closeReason;
    this.#reason = reasonOf(error.code ?? '');
  }

  #closed(): void {
    clearTimeout(this.#timer);
    this.state = 'closed';
    this.handler.onClose(this, this.#reason);
  }

  #readAddresses(): void {
    this.localAddress = this.#socket.localAddress ?? '';
    this.localPort = this.#socket.localPort ?? 0;
    this.remoteAddress = this.#socket.remoteAddress ?? '';
    this.remotePort = this.#socket.remotePort ?? 0;
  }
}
