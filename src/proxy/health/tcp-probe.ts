import type { Connection } from '../../net/loop.js';
import { OneConnection, type ProbeTask } from './one-connection.js';
import { type Dialogue, EXPECT_WINDOW_BYTES } from './stream-match.js';

export interface TcpProbeOptions extends ProbeTask {
  readonly dialogue: Dialogue;
}

/** One health check of a TCP server: one connection, one verdict. */
export class TcpProbe extends OneConnection {
  readonly #dialogue: Dialogue;
  /** Bytes received, as latin1, cut at the window. */
  #said = '';

  constructor(options: TcpProbeOptions) {
    super(options);
    this.#dialogue = options.dialogue;
  }

  onOpen(connection: Connection): void {
    const { send, hears } = this.#dialogue;
    const sent = send === null || connection.write(send);
    if (sent && hears === null) this.conclude(true);
  }

  onData(_connection: Connection, bytes: Buffer, length: number): void {
    const { hears } = this.#dialogue;
    if (this.done || hears === null) return;
    const end = Math.min(length, EXPECT_WINDOW_BYTES - this.#said.length);
    this.#said += bytes.toString('latin1', 0, end);
    const verdict = hears(this.#said);
    if (verdict !== null) this.conclude(verdict);
  }

  override onDrain(): void {
    if (this.#dialogue.hears === null) this.conclude(true);
  }
}
