/** All hashes are below this; as a limit it lets every row through. */
export const ALL = 2 ** 32;

/** A connection's hash for samples: a number below 2^32 that shows no pattern of indexes. */
export function hashOfConnection(index: number): number {
  return mix32(index);
}

/**
 * A request's hash, the same wherever its id (`<connection>-<n>`) appears. The first request of a connection has the
 * connection's hash, so if connections send one request each, both are in the sample.
 */
export function hashOfRequest(id: string): number {
  const connection = id.endsWith('-0') ? Number(id.slice(0, -2)) : Number.NaN;
  return Number.isNaN(connection) ? hashOfText(id) : hashOfConnection(connection);
}

/** 2^32 divided by the golden ratio: no two small multiples are close. */
const GOLDEN = 0x9e3779b9;

/** FNV-1a (Fowler, Noll, Vo; public domain), mixed again because its low bits are weak. */
function hashOfText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return mix32(hash);
}

/** The finaliser of MurmurHash3: every input bit affects every output bit (Appleby, public domain). */
function mix32(value: number): number {
  let hash = (value + GOLDEN) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
