import type { CloseReason, Connection, ConnectionHandler } from '../../net/loop.js';
import type { Sweep, Timed } from '../http/sweep.js';
import type { Attached } from './peer.js';

/** After a tunnel's end is begun, this long for the other side's FIN; nginx's lingering_timeout. */
const LINGER_MS = 5_000;

export interface TunnelOptions {
  readonly client: Connection;
  readonly upstream: Connection;
  readonly sweep: Sweep;
  /** Longest silence in both directions, proxy_read_timeout. */
  readonly idleMs: number;
  /** Where the tunnel is kept while any of its two connections is open. */
  readonly keptIn: readonly Set<Attached>[];
  /** Both connections are over; so many bytes went to the client. null = nobody asks. */
  readonly onEnd: ((clientBytes: number) => void) | null;
}

/**
 * Two connections joined after `101 Switching Protocols`: bytes go through both ways as they
 * come, a FIN on one side becomes a FIN on the other, and either direction may outlive the other.
 */
export class Tunnel implements ConnectionHandler, Timed, Attached {
  deadlineMs = 0;
  readonly #client: Connection;
  readonly #upstream: Connection;
  readonly #sweep: Sweep;
  readonly #idleMs: number;
  readonly #keptIn: readonly Set<Attached>[];
  readonly #onEnd: TunnelOptions['onEnd'];
  #clientBytes = 0;
  #open = 2;
  #draining = false;
  #lingering = false;

  constructor({ client, upstream, sweep, idleMs, keptIn, onEnd }: TunnelOptions) {
    this.#client = client;
    this.#upstream = upstream;
    this.#sweep = sweep;
    this.#idleMs = idleMs;
    this.#keptIn = keptIn;
    this.#onEnd = onEnd;
    for (const kept of keptIn) kept.add(this);
    client.handler = upstream.handler = this;
    sweep.add(this);
    this.#await(idleMs);
  }

  onOpen(): void {}

  onData(from: Connection, bytes: Buffer, length: number): void {
    if (this.#lingering || (this.#draining && from === this.#client)) return;
    // A drain's end is set: an upstream that talks on after our FIN does not move it.
    if (!this.#draining) this.#await(this.#idleMs);
    if (from === this.#upstream) this.#clientBytes += length;
    if (!this.#otherThan(from).write(bytes, 0, length)) from.pause();
  }

  onDrain(to: Connection): void {
    this.#otherThan(to).resume();
  }

  onEnd(from: Connection): void {
    // Draining, and the upstream has said all there is: the client's last words go nowhere.
    if (this.#draining && from === this.#upstream) this.#linger();
    else this.#otherThan(from).end();
  }

  onClose(connection: Connection, reason: CloseReason): void {
    this.#open--;
    if (this.#open === 0) {
      this.#sweep.delete(this);
      for (const kept of this.#keptIn) kept.delete(this);
      this.#onEnd?.(this.#clientBytes);
    } else if (reason !== 'fin' && reason !== 'local') {
      // Broken, not ended: the client gets what was sent to it, and then its end.
      if (connection === this.#client) this.#upstream.close();
      else this.#linger();
    }
  }

  onDeadline(): void {
    this.#upstream.close();
    if (this.#lingering) this.#client.close();
    else this.#linger();
  }

  /**
   * The waiting timeout has passed: FIN to the upstream, whose last words still reach the
   * client; then FIN to the client, whose last words are read and dropped.
   */
  onDrainDeadline(): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#upstream.end();
    this.#client.resume();
    this.#await(LINGER_MS);
  }

  /** Ends both sides at once. */
  close(): void {
    this.#client.close();
    this.#upstream.close();
  }

  #linger(): void {
    this.#lingering = true;
    this.#client.end();
    this.#client.resume();
    // A slow reader gets what is still on its way to it.
    this.#await(this.#client.pendingBytes > 0 ? this.#idleMs : LINGER_MS);
  }

  #otherThan(connection: Connection): Connection {
    return connection === this.#client ? this.#upstream : this.#client;
  }

  #await(ms: number): void {
    this.deadlineMs = this.#sweep.nowMs + ms;
  }
}
