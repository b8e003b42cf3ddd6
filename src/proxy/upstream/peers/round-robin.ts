import type { Chooser } from './balancing/chooser.js';
import type { Peer } from './peer.js';

/**
 * Smooth weighted round robin with passive failure counting, in the order and with the reactions of
 * nginx's ngx_http_upstream_round_robin.c.
 */
export class RoundRobin implements Chooser {
  readonly primary: readonly Peer[];
  readonly backup: readonly Peer[];
  /** Weight of the primary servers. */
  readonly totalWeight: number;
  /** A single server is always tried again, and max_fails has no effect on it. */
  readonly single: boolean;
  /** How many servers may be tried for one request. */
  readonly tries: number;

  constructor(peers: readonly Peer[]) {
    this.primary = peers.filter((peer) => !peer.settings.backup);
    this.backup = peers.filter((peer) => peer.settings.backup);
    this.totalWeight = this.primary.reduce((sum, { settings }) => sum + settings.weight, 0);
    this.single = peers.length === 1;
    this.tries = peers.filter((peer) => !peer.settings.down).length;
  }

  /** The next server, primaries first, none of `tried`; null = no live upstreams. */
  pick(tried: readonly Peer[], nowMs: number): Peer | null {
    return this.turn(this.primary, tried, nowMs) ?? this.turn(this.backup, tried, nowMs);
  }

  succeeded(peer: Peer, nowMs: number): void {
    if (peer.fails === 0 || peer.accessedMs >= peer.checkedMs) return;
    const { maxFails } = peer.settings;
    if (maxFails > 0 && peer.fails >= maxFails) peer.recover(nowMs);
    peer.fails = 0;
  }

  failed(peer: Peer, nowMs: number): void {
    peer.counters.fails++;
    this.noteFailure(peer, nowMs);
  }

  /** A try failed, here or in another worker that shares the server's state. */
  noteFailure(peer: Peer, nowMs: number): void {
    if (this.single) return;
    const { maxFails, weight } = peer.settings;
    peer.fails++;
    if (peer.fails === maxFails) peer.counters.unavailable++;
    peer.accessedMs = peer.checkedMs = nowMs;
    if (maxFails === 0) return;
    peer.effectiveWeight = Math.max(0, peer.effectiveWeight - Math.trunc(weight / maxFails));
  }

  /** The next server among some; null = none of them can be used. */
  turn(peers: readonly Peer[], tried: readonly Peer[], nowMs: number): Peer | null {
    let best: Peer | null = null;
    let total = 0;
    for (const peer of peers) {
      if (!this.usable(peer, tried, nowMs)) continue;
      const weight = peer.effectiveWeight * peer.rampAt(nowMs);
      peer.currentWeight += weight;
      total += weight;
      if (peer.effectiveWeight < peer.settings.weight) peer.effectiveWeight++;
      if (best === null || peer.currentWeight > best.currentWeight) best = peer;
    }
    if (best === null) return null;
    best.currentWeight -= total;
    return this.chosen(best, nowMs);
  }

  /** Notes that this server is tried now. */
  chosen(peer: Peer, nowMs: number): Peer {
    peer.counters.requests++;
    peer.counters.selectedMs = nowMs;
    if (nowMs - peer.checkedMs > peer.settings.failTimeoutMs) peer.checkedMs = nowMs;
    return peer;
  }

  usable(peer: Peer, tried: readonly Peer[], nowMs: number): boolean {
    if (!this.single && tried.includes(peer)) return false;
    const { maxFails, failTimeoutMs, down } = peer.settings;
    if (down || !peer.healthy || !peer.hasRoom) return false;
    if (this.single || maxFails === 0 || peer.fails < maxFails) return true;
    return nowMs - peer.checkedMs > failTimeoutMs;
  }
}
