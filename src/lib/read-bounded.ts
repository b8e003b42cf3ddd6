import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Reads a file up to a maximum size. The size is not asked for, because a device or a pipe has
 * none, and /dev/zero has no end.
 * @throws Error with the system's `code`; EFBIG for a larger file
 */
export function readBounded(path: string, maxBytes: number): Buffer {
  const fd = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let total = 0; total <= maxBytes; ) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, maxBytes + 1 - total));
      const got = readSync(fd, chunk);
      if (got === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, got));
      total += got;
    }
  } finally {
    closeSync(fd);
  }
  const megabytes = maxBytes / 1_000_000;
  throw Object.assign(new Error(`EFBIG: it is larger than ${megabytes} MB`), { code: 'EFBIG' });
}
