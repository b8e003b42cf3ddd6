import { endianness } from 'node:os';
import { TidegateError } from '../lib/errors.js';

/**
 * Addresses as /proc/net/tcp and tcp6 write them: each 32-bit word of the address in the host's
 * own byte order, `127.0.0.1` as `0100007F` on a little-endian machine (net/ipv4/tcp_ipv4.c,
 * get_tcp4_sock).
 */
export function addressToHex(address: string): string {
  return Buffer.from(swapWords(addressBytes(address)))
    .toString('hex')
    .toUpperCase();
}

/** The 4 or 16 bytes of a literal address. Throws `TidegateError` ADDRESS_BAD. */
export function addressBytes(address: string): number[] {
  return address.includes(':') ? v6Bytes(address) : v4Bytes(address);
}

/** The literal of 4 or 16 bytes; an IPv4 address that is mapped into IPv6 as IPv4. */
export function addressText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255) {
    return bytes.slice(12).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

function swapWords(bytes: readonly number[]): number[] {
  if (endianness() === 'BE') return [...bytes];
  return bytes.map((_, i) => bytes[(i & ~3) + 3 - (i & 3)] ?? 0);
}

function v4Bytes(address: string): number[] {
  const bytes = address.split('.').map(Number);
  if (bytes.length === 4 && bytes.every((byte) => byte >= 0 && byte <= 255)) return bytes;
  throw notLiteral(address);
}

function v6Bytes(address: string): number[] {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  const text = dotted ? `${dotted[1]}${v4Groups(dotted[2] ?? '')}` : address;
  const [head = '', tail] = text.split('::');
  const left = groups(head);
  const right = groups(tail ?? '');
  const gap = 8 - left.length - right.length;
  if (gap < 0 || (tail === undefined && gap !== 0)) throw notLiteral(address);
  const all = [...left, ...new Array<number>(gap).fill(0), ...right];
  if (!all.every((group) => group >= 0 && group <= 0xffff)) throw notLiteral(address);
  return all.flatMap((group) => [group >> 8, group & 255]);
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function v4Groups(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = v4Bytes(address);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

function notLiteral(address: string): TidegateError {
  return new TidegateError('ADDRESS_BAD', `"${address}" is not an IP address`, {
    hint: 'Resolve the name first.',
  });
}
