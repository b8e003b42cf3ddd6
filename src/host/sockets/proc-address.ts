import { endianness } from 'node:os';
import { literalBytes } from '../../lib/address/ip.js';

/** The state of a TCP socket, the `st` column of /proc/net/tcp (net/tcp_states.h). */
export const ESTABLISHED = '01';
export const LISTEN = '0A';

/**
 * Addresses as /proc/net/tcp and tcp6 write them: each 32-bit word of the address in the host's
 * own byte order, `127.0.0.1` as `0100007F` on a little-endian machine (net/ipv4/tcp_ipv4.c,
 * get_tcp4_sock). Throws `TidegateError` ADDRESS_BAD.
 */
export function addressToHex(address: string): string {
  const bytes = Buffer.from(literalBytes(address));
  return (endianness() === 'BE' ? bytes : bytes.swap32()).toString('hex').toUpperCase();
}
