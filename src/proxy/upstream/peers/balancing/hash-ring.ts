import { crc32 } from 'node:zlib';
import type { Peer } from '../peer.js';

/** Points on the ring for each unit of a server's weight. */
const POINTS = 160;

interface Point {
  readonly hash: number;
  /** Servers with the same written address; they share their points. */
  readonly peers: readonly Peer[];
}

/**
 * The ring of `hash key consistent`, compatible with Cache::Memcached::Fast: a server's points
 * are crc32(host, NUL, port, point before), the first before being 0.
 *
 * Source: nginx src/http/modules/ngx_http_upstream_hash_module.c.
 */
export class HashRing {
  readonly #points: readonly Point[];

  constructor(primary: readonly Peer[]) {
    const points = primary.flatMap((peer) => pointsOf(peer, primary));
    points.sort((a, b) => a.hash - b.hash);
    this.#points = points.filter(({ hash }, at) => at === 0 || points[at - 1]?.hash !== hash);
  }

  /** Index of the first point at or after the key's hash; may be one past the last. */
  find(key: string): number {
    const hash = crc32(Buffer.from(key, 'latin1'));
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#points[middle]?.hash ?? 0) < hash) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The servers at a point; the ring has no end. */
  at(index: number): readonly Peer[] {
    return this.#points[index % this.#points.length]?.peers ?? [];
  }
}

function pointsOf(peer: Peer, primary: readonly Peer[]): readonly Point[] {
  const { address, weight } = peer.settings;
  const [, host = address, port = ''] = /^(.*):(\d*)$/.exec(address) ?? [];
  const base = crc32(`${host}\0${port}`);
  const peers = primary.filter(({ settings }) => settings.address === address);
  const previous = Buffer.alloc(4);
  return Array.from({ length: weight * POINTS }, () => {
    const hash = crc32(previous, base);
    previous.writeUInt32LE(hash);
    return { hash, peers };
  });
}
