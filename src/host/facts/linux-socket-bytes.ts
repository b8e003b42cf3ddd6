import type { Host } from './host.js';
import { type Reading, reading } from './reading.js';

/**
 * What the kernel allocates for one established TCP socket, one object of each cache: the
 * socket, its inode, its open file, the file's directory entry, and the epoll entry that
 * watches it (net/ipv4/tcp_ipv4.c, net/socket.c, fs/eventpoll.c).
 */
const CACHES = ['TCP', 'sock_inode_cache', 'filp', 'dentry', 'eventpoll_epi'];

/** Measured on Linux 6.18. Stands in where /proc/slabinfo may not be read. */
const DEFAULT_SOCKET_BYTES = 3860;

/** Kernel memory of one socket, from the sizes of the kernel's own caches if root may read them. */
export function readSocketBytes(host: Host): Reading<number> {
  const sizes = parseSlabinfo(host.read('/proc/slabinfo') ?? '');
  const known = CACHES.flatMap((cache) => sizes.get(cache) ?? []);
  if (known.length < CACHES.length) {
    return reading(
      DEFAULT_SOCKET_BYTES,
      "default: measured on Linux 6.18, /proc/slabinfo can't be read",
    );
  }
  return reading(Math.round(known.reduce((sum, bytes) => sum + bytes, 0)), '/proc/slabinfo');
}

const PAGE_BYTES = 4096;

/**
 * Memory that one object of each cache costs, in bytes, including its share of the unused rest of a
 * slab.
 */
function parseSlabinfo(text: string): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const line of text.split('\n')) {
    const row = /^(\S+)\s+\d+\s+\d+\s+\d+\s+(\d+)\s+(\d+)\s+:/.exec(line);
    if (row?.[1]) sizes.set(row[1], (Number(row[3]) * PAGE_BYTES) / Number(row[2]));
  }
  return sizes;
}
