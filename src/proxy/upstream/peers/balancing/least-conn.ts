import type { Peer } from '../peer.js';
import type { RoundRobin } from '../round-robin.js';
import type { Chooser } from './chooser.js';

/**
 * The server with the fewest connections for its weight; among equals, smooth round robin.
 *
 * Source: nginx src/http/modules/ngx_http_upstream_least_conn_module.c.
 */
export class LeastConn implements Chooser {
  readonly #balancer: RoundRobin;

  constructor(balancer: RoundRobin) {
    this.#balancer = balancer;
  }

  pick(tried: readonly Peer[], nowMs: number): Peer | null {
    const { primary, backup } = this.#balancer;
    return this.#least(primary, tried, nowMs) ?? this.#least(backup, tried, nowMs);
  }

  #least(peers: readonly Peer[], tried: readonly Peer[], nowMs: number): Peer | null {
    let least: Peer | null = null;
    for (const peer of peers) {
      if (!this.#balancer.usable(peer, tried, nowMs)) continue;
      if (least === null || compareLoad(peer, least, nowMs) < 0) least = peer;
    }
    if (least === null) return null;
    const equals = least;
    const level = (peer: Peer): boolean => compareLoad(peer, equals, nowMs) === 0;
    const others = peers.some(
      (peer) => peer !== equals && level(peer) && this.#balancer.usable(peer, tried, nowMs),
    );
    return others
      ? this.#balancer.turn(peers.filter(level), tried, nowMs)
      : this.#balancer.chosen(least, nowMs);
  }
}

/** Below 0 if `a` has fewer connections for its weight. */
export function compareLoad(a: Peer, b: Peer, nowMs: number): number {
  const weightOfA = a.settings.weight * a.rampAt(nowMs);
  const weightOfB = b.settings.weight * b.rampAt(nowMs);
  return a.connections * weightOfB - b.connections * weightOfA;
}
