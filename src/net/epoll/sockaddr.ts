import { isIPv4, isIPv6 } from 'node:net';
import { badAddress } from '../bad-address.js';
import { AF_INET, AF_INET6 } from './constants.js';

/** Room for the largest address here, `sockaddr_in6`. */
export const SOCKADDR_BYTES = 28;
const SOCKADDR_IN_BYTES = 16;

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * An address without its port. IPv4 is its 32 bits as a signed integer, which V8 stores inline:
 * a held connection then keeps no strings.
 */
export type HostAddress = number | string;

export const IPV4_ANY: HostAddress = 0;
export const IPV6_ANY: HostAddress = '::';

let lastAddress = '';
let lastFamily = 0;

/** AF_INET or AF_INET6. @throws TidegateError ADDRESS_BAD for anything but an IP literal. */
export function familyOf(address: string): number {
  // One is mostly asked for several times in a row.
  if (address === lastAddress) return lastFamily;
  const family = isIPv4(address) ? AF_INET : isIPv6(address) ? AF_INET6 : 0;
  if (family === 0) throw badAddress(address);
  lastAddress = address;
  lastFamily = family;
  return family;
}

/** Writes `sockaddr_in` or `sockaddr_in6` at the start of `target`; returns its length in bytes. */
export function encodeSockaddr(target: Buffer, address: string, port: number): number {
  const family = familyOf(address);
  // The family is in the machine's byte order, all that follows in the network's.
  if (LITTLE_ENDIAN) target.writeUInt16LE(family, 0);
  else target.writeUInt16BE(family, 0);
  target.writeUInt16BE(port, 2);
  if (family === AF_INET) {
    target.writeInt32BE(ipv4ToInt(address), 4);
    // `fill` is a call out of the compiled code, for every connection.
    for (let at = 8; at < SOCKADDR_IN_BYTES; at++) target[at] = 0;
    return SOCKADDR_IN_BYTES;
  }
  target.fill(0, 4, SOCKADDR_BYTES);
  parseIpv6(address).forEach((group, index) => {
    target.writeUInt16BE(group, 8 + 2 * index);
  });
  return SOCKADDR_BYTES;
}

export function decodePort(source: Buffer): number {
  return source.readUInt16BE(2);
}

export function decodeHost(source: Buffer): HostAddress {
  const family = LITTLE_ENDIAN ? source.readUInt16LE(0) : source.readUInt16BE(0);
  if (family === AF_INET) return source.readInt32BE(4);
  return formatIpv6(Array.from({ length: 8 }, (_, index) => source.readUInt16BE(8 + 2 * index)));
}

export function formatHost(host: HostAddress): string {
  if (typeof host === 'string') return host;
  return `${host >>> 24}.${(host >>> 16) & 255}.${(host >>> 8) & 255}.${host & 255}`;
}

function ipv4ToInt(address: string): number {
  let value = 0;
  let octet = 0;
  for (let index = 0; index < address.length; index++) {
    const code = address.charCodeAt(index);
    if (code === 46) {
      value = (value << 8) | octet;
      octet = 0;
    } else {
      octet = octet * 10 + code - 48;
    }
  }
  return (value << 8) | octet;
}

/** Eight 16-bit groups; the text is known to be valid. A zone (`%lo`) is left out. */
function parseIpv6(text: string): number[] {
  const [bare = ''] = text.split('%', 1);
  const last = bare.lastIndexOf(':') + 1;
  const address = bare.includes('.', last)
    ? bare.slice(0, last) + ipv4AsGroups(bare.slice(last))
    : bare;
  const [head = '', tail] = address.split('::');
  const groupsOf = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const left = groupsOf(head);
  if (tail === undefined) return left;
  const right = groupsOf(tail);
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function ipv4AsGroups(address: string): string {
  const value = ipv4ToInt(address);
  return `${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;
}

/** RFC 5952: lower case, the longest run of zero groups (two or more, the first of equals) as `::`. */
function formatIpv6(groups: readonly number[]): string {
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) {
    return `::ffff:${formatHost(((groups[6] ?? 0) << 16) | (groups[7] ?? 0))}`;
  }
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
