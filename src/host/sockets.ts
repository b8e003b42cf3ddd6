import { createReadStream } from 'node:fs';
import type { Endpoint } from '../model/origin.js';
import { addressFromHex, addressToHex } from './proc-address.js';

/** TCP_ESTABLISHED in the `st` column of /proc/net/tcp. */
const ESTABLISHED = '01';

/**
 * The kernel's own count of established sockets whose remote end is `to`, i.e. the connecting
 * ends. null where there is no /proc/net/tcp (not Linux). The file is streamed, never held.
 */
export async function countEstablished(
  to: Endpoint,
  procNet = '/proc/net',
): Promise<number | null> {
  let count = 0;
  for (const { file, needle } of needles(to, procNet)) {
    const found = await scan(file, needle, () => {
      count += 1;
    });
    if (!found) return null;
  }
  return count;
}

/** The local ends of the sockets that `countEstablished` counts; null as there. */
export async function listEstablished(
  to: Endpoint,
  procNet = '/proc/net',
): Promise<Endpoint[] | null> {
  const ends: Endpoint[] = [];
  for (const { file, needle } of needles(to, procNet)) {
    const found = await scan(file, needle, (line) => {
      const [address = '', port = ''] = /: (\S+)/.exec(line)?.[1]?.split(':') ?? [];
      ends.push({ address: addressFromHex(address), port: Number.parseInt(port, 16) });
    });
    if (!found) return null;
  }
  return ends;
}

/** An IPv4 peer also shows up as ::ffff:a.b.c.d where a dual-stack socket connected to it. */
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

/** Calls `hit` for each line that holds the needle; false when there is no such file. */
async function scan(file: string, needle: string, hit: (line: string) => void): Promise<boolean> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(file, { encoding: 'latin1' })) {
      const text = rest + (chunk as string);
      const end = text.lastIndexOf('\n') + 1;
      for (
        let at = text.indexOf(needle);
        at !== -1 && at < end;
        at = text.indexOf(needle, at + 1)
      ) {
        hit(text.slice(text.lastIndexOf('\n', at) + 1, at));
      }
      rest = text.slice(end);
    }
    return true;
  } catch (error) {
    // No IPv6 in this kernel means no tcp6, and no such sockets.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return file.endsWith('6');
    throw error;
  }
}
