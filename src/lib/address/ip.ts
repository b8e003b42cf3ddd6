import { isIPv4, isIPv6 } from 'node:net';
import { TidegateError } from '../errors.js';

const DOT = 46;
const ZERO = 48;

/** 127.0.0.0/8 as numbers, both ends inclusive. */
export const LOOPBACK_BLOCK = [0x7f000000, 0x7fffffff] as const;

/**
 * The 32 bits of a dotted decimal address, unsigned; null = the text is none. Reads single
 * characters, because it runs for each connection that is opened.
 */
export function parseIpv4(text: string): number | null {
  let value = 0;
  let octet = 0;
  let digits = 0;
  let octets = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : DOT;
    if (code === DOT) {
      if (digits === 0 || octet > 255) return null;
      value = value * 256 + octet;
      octet = 0;
      digits = 0;
      octets++;
    } else {
      if (code < ZERO || code > ZERO + 9 || digits === 3) return null;
      octet = octet * 10 + code - ZERO;
      digits++;
    }
  }
  return octets === 4 ? value : null;
}

/** @param value 32 bits, signed or not */
export function formatIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** The 4 or 16 bytes of a literal address, without an IPv6 zone (`%lo`); null = the text is none. */
export function ipBytes(address: string): number[] | null {
  if (isIPv4(address)) return address.split('.').map(Number);
  if (!isIPv6(address)) return null;
  const [bare = ''] = address.split('%', 1);
  const last = bare.lastIndexOf(':') + 1;
  const tail = bare.includes('.', last) ? bare.slice(last).split('.').map(Number) : [];
  const [head = '', rest] = (tail.length > 0 ? bare.slice(0, last) : bare).split('::');
  const before = groupBytes(head);
  if (rest === undefined) return [...before, ...tail];
  const after = [...groupBytes(rest), ...tail];
  return [...before, ...new Array<number>(16 - before.length - after.length).fill(0), ...after];
}

/** The 4 or 16 bytes of a literal. @throws TidegateError ADDRESS_BAD */
export function literalBytes(address: string): readonly number[] {
  const bytes = ipBytes(address);
  if (bytes === null) throw badAddress(address);
  return bytes;
}

/** Names are resolved above the sockets; one that comes here is the caller's mistake. */
export function badAddress(address: string): TidegateError {
  return new TidegateError('ADDRESS_BAD', `"${address}" is no IPv4 or IPv6 address`, {
    hint: 'Write the address as a literal, such as 127.0.0.1 or ::1.',
  });
}

function groupBytes(text: string): number[] {
  const groups = text.split(':').filter((group) => group !== '');
  return groups.map((group) => Number.parseInt(group, 16)).flatMap((one) => [one >> 8, one & 255]);
}

/**
 * The literal of 4 or 16 bytes. IPv6 is written as in RFC 5952: lower case, the longest run of zero
 * groups (two or more, the first of equal ones) as `::`, and a mapped IPv4 address in decimals.
 */
export function formatIp(bytes: readonly number[] | Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  if (isMapped(bytes)) return `::ffff:${bytes.slice(12).join('.')}`;
  const groups = Array.from({ length: 8 }, (_, at) => groupAt(bytes, at));
  let start = 0;
  let length = 1;
  for (let from = 0; from < groups.length; from++) {
    let to = from;
    while (groups[to] === 0) to++;
    if (to - from > length) {
      start = from;
      length = to - from;
    }
  }
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

/** An IPv4 address inside IPv6, `::ffff:127.0.0.1` (RFC 4291, 2.5.5.2). */
export function isMapped(bytes: readonly number[] | Uint8Array): boolean {
  const last = groupAt(bytes, 5);
  return bytes.length === 16 && last === 0xffff && bytes.slice(0, 10).every((byte) => byte === 0);
}

function groupAt(bytes: readonly number[] | Uint8Array, at: number): number {
  return ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0);
}

/** An address without the brackets that URLs and configurations write around IPv6. */
export function bareAddress(address: string): string {
  return address.replace(/^\[|\]$/g, '');
}

/** Whether a host, written with or without brackets and a port, is this host's loopback. */
export function isLoopback(host: string): boolean {
  return /^(?:127\.|localhost\b)/.test(host) || isLoopbackIpv6(host);
}

/** Whether a host is ::1, the only loopback address of IPv6. */
export function isLoopbackIpv6(host: string): boolean {
  return /^(?:\[::1\]|::1$)/.test(host);
}

/** The address to connect to for what listens on one as it is written; every one is met on loopback. */
export function addressToMeet(listening: string): string {
  if (listening === '*' || listening === '' || listening === '0.0.0.0') return '127.0.0.1';
  const bare = bareAddress(listening);
  return bare === '::' ? '::1' : bare;
}
