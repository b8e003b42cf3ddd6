import { crc32 } from 'node:zlib';
import type { Peer } from '../peer.js';
import type { RoundRobin } from '../round-robin.js';
import { byWeight, DrawingChooser } from './drawing-chooser.js';

/**
 * `hash key`: a server by the key's CRC-32, compatible with Cache::Memcached. Each further draw
 * hashes its number and the key, and adds that: (crc32([draw] key) >> 16) & 0x7fff.
 *
 * Source: nginx src/http/modules/ngx_http_upstream_hash_module.c.
 */
export class KeyHash extends DrawingChooser {
  readonly #key: Buffer;
  #hash = 0;
  #draws = 0;

  /** @param key one byte a character */
  constructor(balancer: RoundRobin, key: string) {
    super(balancer);
    this.#key = Buffer.from(key, 'latin1');
  }

  protected override draw(tried: readonly Peer[], nowMs: number): Peer | null {
    const seed = this.#draws === 0 ? 0 : crc32(String(this.#draws));
    this.#hash += (crc32(this.#key, seed) >>> 16) & 0x7fff;
    this.#draws++;
    const { primary, totalWeight } = this.balancer;
    const peer = byWeight(primary, this.#hash % totalWeight);
    return peer !== null && this.balancer.usable(peer, tried, nowMs) ? peer : null;
  }
}
