import { ipBytes } from '../../../../lib/address/ip.js';
import type { Peer } from '../peer.js';
import type { RoundRobin } from '../round-robin.js';
import { byWeight, DrawingChooser } from './drawing-chooser.js';

/** nginx's initial value, multiplier and modulus. */
const START = 89;
const FACTOR = 113;
const MODULUS = 6271;

/**
 * The same server for the same client: IPv4 addresses by their first three bytes, IPv6 by all.
 *
 * Source: nginx src/http/modules/ngx_http_upstream_ip_hash_module.c.
 */
export class IpHash extends DrawingChooser {
  readonly #bytes: readonly number[];
  #hash = START;

  constructor(balancer: RoundRobin, clientAddress: string) {
    super(balancer);
    this.#bytes = hashedBytes(clientAddress);
  }

  protected override draw(tried: readonly Peer[], nowMs: number): Peer | null {
    let hash = this.#hash;
    for (const byte of this.#bytes) hash = (hash * FACTOR + byte) % MODULUS;
    this.#hash = hash;
    const { primary, totalWeight } = this.balancer;
    const peer = byWeight(primary, hash % totalWeight);
    return peer !== null && this.balancer.usable(peer, tried, nowMs) ? peer : null;
  }
}

function hashedBytes(address: string): readonly number[] {
  const bytes = ipBytes(address);
  if (bytes === null) return [0, 0, 0];
  return bytes.length === 4 ? bytes.slice(0, 3) : bytes;
}
