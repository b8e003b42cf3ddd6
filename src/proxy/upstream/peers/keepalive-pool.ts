import type { Sweep, Timed } from '../../../lib/sweep.js';
import type { Connection, ConnectionHandler } from '../../../net/loop.js';
import type { Reusables } from '../../slots/reusables.js';
import type { Peer } from './peer.js';
import type { Keeper, UpstreamLink } from './upstream-link.js';

export interface KeepaliveSettings {
  /** Most idle connections, `keepalive`. */
  readonly size: number;
  readonly timeoutMs: number;
  /** After this many requests a connection is not kept. */
  readonly requests: number;
  /** Beyond this age a connection is not kept. */
  readonly ageMs: number;
}

/**
 * The idle connections of one upstream, most recently used first, as in nginx: the limit is for all
 * servers together, and the oldest is closed. When the process runs out of slots, they are closed
 * too.
 */
export class KeepalivePool implements ConnectionHandler, Keeper, Timed {
  deadlineMs = 0;
  sweepPlace = -1;
  readonly #settings: KeepaliveSettings;
  readonly #sweep: Sweep;
  readonly #reusables: Reusables;
  /** The idle connections of each server, oldest first. */
  readonly #idle = new Map<Peer, UpstreamLink[]>();
  #size = 0;

  constructor(settings: KeepaliveSettings, sweep: Sweep, reusables: Reusables) {
    this.#reusables = reusables;
    this.#settings = settings;
    this.#sweep = sweep;
    sweep.add(this);
  }

  /** Number of idle connections. */
  get size(): number {
    return this.#size;
  }

  take(peer: Peer): UpstreamLink | null {
    const idle = this.#idle.get(peer)?.pop() ?? null;
    if (idle !== null) this.#letGo(idle);
    return idle;
  }

  /** Keeps a connection whose response is complete, or closes it when it has reached its limits. */
  put(peer: Peer, link: UpstreamLink): void {
    const { connection, requests, openedMs } = link;
    const { nowMs } = this.#sweep;
    const spent = requests >= this.#settings.requests || nowMs - openedMs > this.#settings.ageMs;
    if (spent || connection.ended || connection.state !== 'open') {
      connection.close();
      return;
    }
    if (this.#size >= this.#settings.size) this.#evictOldest();
    connection.handler = this;
    connection.owner = peer;
    link.idleSinceMs = nowMs;
    const stack = this.#idle.get(peer);
    if (stack === undefined) this.#idle.set(peer, [link]);
    else stack.push(link);
    this.#size++;
    link.keeper = this;
    this.#reusables.add(link);
    if (this.deadlineMs === 0) this.deadlineMs = nowMs + this.#settings.timeoutMs;
  }

  /** Closes the idle connections of a server at once. */
  closeIdle(peer: Peer): void {
    const stack = this.#idle.get(peer) ?? [];
    this.#idle.delete(peer);
    for (const link of stack) {
      this.#letGo(link);
      link.connection.close();
    }
  }

  close(): void {
    this.#sweep.delete(this);
    for (const peer of [...this.#idle.keys()]) this.closeIdle(peer);
  }

  onDeadline(nowMs: number): void {
    for (const stack of this.#idle.values()) {
      while (stack[0] !== undefined && stack[0].idleSinceMs + this.#settings.timeoutMs <= nowMs) {
        const link = stack.shift() as UpstreamLink;
        this.#letGo(link);
        link.connection.close();
      }
    }
    const oldest = this.#oldest();
    this.deadlineMs =
      oldest === null ? 0 : (oldest[0]?.idleSinceMs ?? nowMs) + this.#settings.timeoutMs;
  }

  giveUp({ connection }: UpstreamLink): void {
    this.#drop(connection);
    connection.close();
  }

  onOpen(): void {}

  onDrain(): void {}

  /** Data arrived that no request asked for, so the connection cannot be used for another request. */
  onData(connection: Connection): void {
    this.#drop(connection);
    connection.close();
  }

  onEnd(connection: Connection): void {
    this.#drop(connection);
    connection.close();
  }

  onClose(connection: Connection): void {
    this.#drop(connection);
  }

  #drop(connection: Connection): void {
    const stack = this.#idle.get(connection.owner as Peer) ?? [];
    const at = stack.findIndex((idle) => idle.connection === connection);
    const link = stack[at];
    if (link === undefined) return;
    stack.splice(at, 1);
    this.#letGo(link);
  }

  /** The connection is no longer idle. */
  #letGo(link: UpstreamLink): void {
    this.#size--;
    link.keeper = null;
    this.#reusables.delete(link);
  }

  #evictOldest(): void {
    const oldest = this.#oldest()?.shift();
    if (oldest === undefined) return;
    this.#letGo(oldest);
    oldest.connection.close();
  }

  #oldest(): UpstreamLink[] | null {
    let oldest: UpstreamLink[] | null = null;
    for (const stack of this.#idle.values()) {
      const since = stack[0]?.idleSinceMs ?? Number.POSITIVE_INFINITY;
      if (since < (oldest?.[0]?.idleSinceMs ?? Number.POSITIVE_INFINITY)) oldest = stack;
    }
    return oldest;
  }
}
