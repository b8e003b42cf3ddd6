import type { CloseReason, Connection, ConnectionHandler, Endpoint, Loop } from '../../net/loop.js';
import { type Dialogue, EXPECT_WINDOW_BYTES } from './stream-match.js';
import type { RunningProbe } from './watch.js';

export interface TcpProbeOptions {
  readonly loop: Loop;
  readonly to: Endpoint;
  /** For all of it: connecting, sending and hearing. */
  readonly timeoutMs: number;
  readonly dialogue: Dialogue;
  /** Called once: whether the server did and said what it should, in time. */
  readonly onResult: (healthy: boolean) => void;
}

/** One health check of a TCP server: one connection, one verdict. */
export class TcpProbe implements ConnectionHandler, RunningProbe {
  readonly #options: TcpProbeOptions;
  readonly #connection: Connection;
  readonly #timer: NodeJS.Timeout;
  /** latin1, cut at the window. */
  #said = '';
  #done = false;

  constructor(options: TcpProbeOptions) {
    this.#options = options;
    const { loop, to, timeoutMs } = options;
    this.#connection = loop.connect({ to, handler: this, timeoutMs });
    this.#timer = setTimeout(() => this.#end(false), timeoutMs);
  }

  cancel(): void {
    this.#done = true;
    clearTimeout(this.#timer);
    this.#connection.close();
  }

  onOpen(connection: Connection): void {
    const { send, hears } = this.#options.dialogue;
    const sent = send === null || connection.write(send);
    if (sent && hears === null) this.#end(true);
  }

  onData(_connection: Connection, bytes: Buffer, length: number): void {
    const { hears } = this.#options.dialogue;
    if (this.#done || hears === null) return;
    const end = Math.min(length, EXPECT_WINDOW_BYTES - this.#said.length);
    this.#said += bytes.toString('latin1', 0, end);
    const verdict = hears(this.#said);
    if (verdict !== null) this.#end(verdict);
  }

  onDrain(): void {
    if (this.#options.dialogue.hears === null) this.#end(true);
  }

  onEnd(): void {
    this.#end(false);
  }

  onClose(_connection: Connection, _reason: CloseReason): void {
    this.#end(false);
  }

  #end(healthy: boolean): void {
    if (this.#done) return;
    this.cancel();
    this.#options.onResult(healthy);
  }
}
