import type { Peer } from '../peer.js';
import type { RoundRobin } from '../round-robin.js';
import { DrawingChooser } from './drawing-chooser.js';
import type { HashRing } from './hash-ring.js';

/**
 * `hash key consistent`: the key's place on the ring, and then the next places until a server can
 * be used.
 */
export class ConsistentHash extends DrawingChooser {
  readonly #ring: HashRing;
  #at: number;

  constructor(balancer: RoundRobin, ring: HashRing, key: string) {
    super(balancer);
    this.#ring = ring;
    this.#at = ring.find(key);
  }

  protected override draw(tried: readonly Peer[], nowMs: number): Peer | null {
    const peer = this.balancer.turn(this.#ring.at(this.#at), tried, nowMs);
    if (peer === null) this.#at++;
    return peer;
  }
}
