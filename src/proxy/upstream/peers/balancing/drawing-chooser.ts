import type { Peer } from '../peer.js';
import type { RoundRobin } from '../round-robin.js';
import type { Chooser } from './chooser.js';

/** After this many unusable servers, nginx's methods fall back to round robin. */
const MAX_MISSES = 20;

/** The primary server whose share of the weights contains a number; `at` is below their sum. */
export function byWeight(peers: readonly Peer[], at: number): Peer | null {
  let rest = at;
  for (const peer of peers) {
    if (rest < peer.settings.weight) return peer;
    rest -= peer.settings.weight;
  }
  return null;
}

/**
 * Draws until a server can be used, as nginx's ip_hash, hash and random do. Failed draws are
 * counted over all tries of a request; after too many round robin chooses.
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

  /** One draw; null = the drawn server cannot be used. */
  protected abstract draw(tried: readonly Peer[], nowMs: number): Peer | null;
}
