import { createReadStream } from 'node:fs';
import type { Endpoint } from '../../model/origin.js';
import { addressToHex, ESTABLISHED } from './proc-address.js';

/**
 * The kernel's count of established sockets whose remote end is `to`, which are the connecting
 * ends. Null where there is no /proc/net/tcp (not Linux). The file is read as a stream and never
 * held whole.
 */
export async function countEstablished(
  to: Endpoint,
  procNet = '/proc/net',
): Promise<number | null> {
  let count = 0;
  for (const { file, needle } of needles(to, procNet)) {
    const found = await occurrences(file, needle);
    if (found === null) return null;
    count += found;
  }
  return count;
}

/** An IPv4 peer also appears as ::ffff:a.b.c.d when a dual-stack socket connected to it. */
function needles(to: Endpoint, procNet: string) {
  const port = to.port.toString(16).toUpperCase().padStart(4, '0');
  const needle = (address: string) => ` ${addressToHex(address)}:${port} ${ESTABLISHED} `;
  const mapped = to.address.includes(':') ? to.address : `::ffff:${to.address}`;
  const both = [{ file: `${procNet}/tcp6`, needle: needle(mapped) }];
  if (!to.address.includes(':')) {
    both.unshift({ file: `${procNet}/tcp`, needle: needle(to.address) });
  }
  return both;
}

/** How often the text occurs in a file; null when there is no such file. */
async function occurrences(file: string, needle: string): Promise<number | null> {
  let count = 0;
  let rest = '';
  try {
    for await (const chunk of createReadStream(file, { encoding: 'latin1' })) {
      const parts = (rest + (chunk as string)).split(needle);
      count += parts.length - 1;
      rest = (parts.at(-1) ?? '').slice(-(needle.length - 1));
    }
    return count;
  } catch (error) {
    // A kernel without IPv6 has no tcp6 file, and no such sockets.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return file.endsWith('6') ? 0 : null;
    throw error;
  }
}
