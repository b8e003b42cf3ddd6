/** MurmurHash2's multiplier and shift (Austin Appleby, public domain). */
const M = 0x5bd1e995;
const R = 24;

/**
 * MurmurHash2, 32 bits, seed 0, over the bytes of a text: the hash of nginx's split_clients.
 *
 * Source: nginx src/core/ngx_murmurhash.c; ngx_http_split_clients_module.
 */
export function murmurHash2(text: string, encoding: 'utf8' | 'latin1' = 'utf8'): number {
  const bytes = Buffer.from(text, encoding);
  let hash = bytes.length;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    hash = Math.imul(hash, M) ^ mixed(bytes.readUInt32LE(at));
  }
  if (at < bytes.length) {
    for (let rest = bytes.length - 1; rest >= at; rest -= 1) {
      hash ^= (bytes[rest] ?? 0) << (8 * (rest - at));
    }
    hash = Math.imul(hash, M);
  }
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function mixed(word: number): number {
  const product = Math.imul(word, M);
  return Math.imul(product ^ (product >>> R), M);
}
