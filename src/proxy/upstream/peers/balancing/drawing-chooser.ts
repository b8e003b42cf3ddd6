import type { Peer } from '../peer.js';
import type { RoundRobin } from '../round-robin.js';
import type { Chooser } from './chooser.js';

/** After so many servers that could not be used, nginx's methods leave it to round robin. */
const MAX_MISSES = 20;

/** The primary server into whose share of the weights a number falls; `at` is below their sum. */
export function byWeight(peers: readonly Peer[], at: number): Peer | null {
  let rest = at;
  for (const peer of peers) {
    if (rest < peer.settings.weight) return peer;
    rest -= peer.settings.weight;
  }
  return null;
}

/**
 * Draws until a server can be used, as ip_hash, hash and random of nginx do; a draw that fails
 * counts, over all tries of a request, and after too many round robin chooses.
 */
export abstract class DrawingChooser implements Chooser {
  protected readonly balancer: RoundRobin;
  #misses = 0;

  constructor(balancer: RoundRobin) {
    this.balancer = balancer;
  }

  pick(tried: readonly Peer[], nowMs: number): Peer | null {
    const { balancer } = this;
    if (balancer.single || balancer.totalWeight === 0) return balancer.pick(tried, nowMs);
    while (this.#misses <= MAX_MISSES) {
      const peer = this.draw(tried, nowMs);
      if (peer !== null) return balancer.chosen(peer, nowMs);
      this.#misses++;
    }
    return balancer.pick(tried, nowMs);
  }

  /** One draw; null = what was drawn cannot be used. */
  protected abstract draw(tried: readonly Peer[], nowMs: number): Peer | null;
}
