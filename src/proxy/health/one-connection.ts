import type { Endpoint } from '../../model/origin.js';
import type { CloseReason, Connection, ConnectionHandler, Loop } from '../../net/loop.js';
import type { RunningProbe } from './watch.js';

export interface ProbeTask {
  readonly loop: Loop;
  readonly to: Endpoint;
  /** Time-out of connecting, sending and receiving together. */
  readonly timeoutMs: number;
  /**
   * Called once: whether the server responded as it should, in time. Null = the server was not
   * asked, because this process has no descriptor left.
   */
  readonly onResult: (healthy: boolean | null) => void;
}

/**
 * A check over one connection of its own. A connection that ends before the verdict is a failed
 * check.
 */
export abstract class OneConnection implements ConnectionHandler, RunningProbe {
  /** The verdict is known, or no longer needed. */
  protected done = false;
  readonly #connection: Connection;
  readonly #timer: NodeJS.Timeout;
  readonly #onResult: ProbeTask['onResult'];

  constructor({ loop, to, timeoutMs, onResult }: ProbeTask) {
    this.#onResult = onResult;
    this.#connection = loop.connect({ to, handler: this, timeoutMs });
    this.#timer = setTimeout(() => this.conclude(false), timeoutMs);
  }

  abstract onOpen(connection: Connection): void;
  abstract onData(connection: Connection, bytes: Buffer, length: number): void;

  onDrain(): void {}

  onEnd(): void {
    this.conclude(false);
  }

  onClose(_connection: Connection, reason: CloseReason): void {
    this.conclude(reason === 'no-descriptor' ? null : false);
  }

  /** Stops without a verdict. */
  cancel(): void {
    this.done = true;
    clearTimeout(this.#timer);
    this.#connection.close();
  }

  protected conclude(healthy: boolean | null): void {
    if (this.done) return;
    this.cancel();
    this.#onResult(healthy);
  }
}
