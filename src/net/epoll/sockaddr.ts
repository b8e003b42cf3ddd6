import { isIPv4, isIPv6 } from 'node:net';
import { badAddress, formatIp, formatIpv4, ipBytes, parseIpv4 } from '../../lib/address/ip.js';
import { AF_INET, AF_INET6 } from './constants.js';

/** Size of the largest address used here, `sockaddr_in6`. */
export const SOCKADDR_BYTES = 28;
const SOCKADDR_IN_BYTES = 16;

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * An address without its port. An IPv4 address is its 32 bits as a signed integer, which V8 stores
 * inline, so a held connection keeps no strings.
 */
export type HostAddress = number | string;

export const IPV4_ANY: HostAddress = 0;
export const IPV6_ANY: HostAddress = '::';

let lastAddress = '';
let lastFamily = 0;

/** AF_INET or AF_INET6. @throws TidegateError ADDRESS_BAD for anything but an IP literal. */
export function familyOf(address: string): number {
  // The same address is usually asked for several times in a row.
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
  // The family is in the machine's byte order, the other fields in network byte order.
  if (LITTLE_ENDIAN) target.writeUInt16LE(family, 0);
  else target.writeUInt16BE(family, 0);
  target.writeUInt16BE(port, 2);
  if (family === AF_INET) {
    target.writeUInt32BE(parseIpv4(address) ?? 0, 4);
    // A call of `fill` leaves the compiled code, for every connection.
    for (let at = 8; at < SOCKADDR_IN_BYTES; at++) target[at] = 0;
    return SOCKADDR_IN_BYTES;
  }
  target.fill(0, 4, SOCKADDR_BYTES);
  target.set(ipBytes(address) ?? [], 8);
  return SOCKADDR_BYTES;
}

export function decodePort(source: Buffer): number {
  return source.readUInt16BE(2);
}

export function decodeHost(source: Buffer): HostAddress {
  const family = LITTLE_ENDIAN ? source.readUInt16LE(0) : source.readUInt16BE(0);
  return family === AF_INET ? source.readInt32BE(4) : formatIp(source.subarray(8, 24));
}

export function formatHost(host: HostAddress): string {
  return typeof host === 'string' ? host : formatIpv4(host);
}
