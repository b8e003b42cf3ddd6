import type { Sweep } from '../../../lib/sweep.js';
import type { Connection } from '../../../net/loop.js';
import type { Peer } from '../peers/peer.js';
import { Joined, type JoinedRoster } from './joined.js';

export interface TunnelOptions {
  readonly client: Connection;
  readonly upstream: Connection;
  readonly sweep: Sweep;
  /** Longest silence in both directions, proxy_read_timeout. */
  readonly idleMs: number;
  /** Contains the tunnel while one of its two connections is open. */
  readonly tunnels: JoinedRoster;
  /** The server of the tunnel. */
  readonly peer: Peer | null;
  /** Both connections are over; this many bytes went to the client. Null = no log needs it. */
  readonly onEnd: ((clientBytes: number) => void) | null;
}

/**
 * Two connections joined after `101 Switching Protocols`: FIN on one side becomes FIN on the other,
 * and either direction may stay open longer than the other.
 */
export class Tunnel extends Joined {
  protected readonly idleMs: number;
  readonly #tunnels: JoinedRoster;
  readonly #peer: Peer | null;
  readonly #onEnd: TunnelOptions['onEnd'];
  #clientBytes = 0;

  constructor({ client, upstream, sweep, idleMs, tunnels, peer, onEnd }: TunnelOptions) {
    super(client, upstream, sweep);
    this.idleMs = idleMs;
    this.#tunnels = tunnels;
    this.#peer = peer;
    this.#onEnd = onEnd;
    tunnels.add(this);
    peer?.attached.add(this);
    client.handler = upstream.handler = this;
    this.awaitFor(idleMs);
  }

  protected count(from: Connection, bytes: number): void {
    if (from === this.upstream) this.#clientBytes += bytes;
  }

  protected onSideEnd(from: Connection): void {
    this.otherThan(from)?.end();
  }

  protected onSideBroken(side: Connection): void {
    if (side === this.client) this.upstream?.close();
    else this.linger();
  }

  protected onIdle(): void {
    this.linger();
  }

  protected onGone(): void {
    this.#tunnels.delete(this);
    this.#peer?.attached.delete(this);
    this.#onEnd?.(this.#clientBytes);
  }
}
