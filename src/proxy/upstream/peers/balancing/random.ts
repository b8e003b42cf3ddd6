import type { Peer } from '../peer.js';
import type { RoundRobin } from '../round-robin.js';
import { byWeight, DrawingChooser } from './drawing-chooser.js';
import { compareLoad } from './least-conn.js';

/**
 * `random`: a random server by weight; with `two`, the one of two with fewer connections.
 *
 * Source: nginx src/http/modules/ngx_http_upstream_random_module.c.
 */
export class RandomChooser extends DrawingChooser {
  readonly #two: boolean;
  readonly #random: () => number;
  /** The first of the two. */
  #first: Peer | null = null;

  /** @param random from 0 to below 1, as Math.random */
  constructor(balancer: RoundRobin, two: boolean, random: () => number) {
    super(balancer);
    this.#two = two;
    this.#random = random;
  }

  override pick(tried: readonly Peer[], nowMs: number): Peer | null {
    this.#first = null;
    return super.pick(tried, nowMs);
  }

  protected override draw(tried: readonly Peer[], nowMs: number): Peer | null {
    const first = this.#first;
    const peer = this.#usable(tried, nowMs);
    if (!this.#two || peer === null || peer === first) return peer === first ? null : peer;
    if (first !== null) return compareLoad(peer, first, nowMs) > 0 ? first : peer;
    this.#first = peer;
    const second = this.draw(tried, nowMs);
    return second;
  }

  #usable(tried: readonly Peer[], nowMs: number): Peer | null {
    const { primary, totalWeight } = this.balancer;
    const peer = byWeight(primary, Math.floor(this.#random() * totalWeight));
    return peer !== null && this.balancer.usable(peer, tried, nowMs) ? peer : null;
  }
}
