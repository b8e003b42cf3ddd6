import { formatIpv4, ipBytes, isLoopback, parseIpv4 } from '../lib/address/ip.js';
import { TidegateError } from '../lib/errors.js';
import type { Endpoint } from '../model/origin.js';

/** Source addresses, kept as a range, so that 2^24 of them cost no more than one. */
export interface Sources {
  readonly count: number;
  /** `index` in 0 .. count - 1. */
  at(index: number): string;
}

/**
 * Reads `127.0.0.64` or `127.0.0.64-127.0.0.67` (IPv4, inclusive), or one IPv6 literal.
 * Throws `TidegateError` SOURCES_BAD.
 */
export function parseSources(text: string): Sources {
  if (text.includes(':') && ipBytes(text) !== null) return { count: 1, at: () => text };
  const [from = '', to = from, ...rest] = text.split('-').map((part) => part.trim());
  const first = parseIpv4(from);
  const last = parseIpv4(to);
  if (first === null || last === null || last < first || rest.length > 0) {
    throw new TidegateError('SOURCES_BAD', `'${text}' is no source address or range of them`, {
      hint: 'Write load.clients.sources as 127.0.0.64, 127.0.0.64-127.0.0.67 (the lower address first) or ::1.',
    });
  }
  return { count: last - first + 1, at: (index) => formatIpv4(first + index) };
}

/**
 * Why connections to an endpoint cannot begin at these sources; null = they can. Sources of a
 * scenario are loopback addresses, and only Linux has more of them than 127.0.0.1. Throws
 * `TidegateError` SOURCES_BAD.
 */
export function whyUnfit(sources: string, to: Endpoint, platform = 'this host'): string | null {
  const from = parseSources(sources).at(0);
  if (!isLoopback(to.address)) return 'the entry is no loopback address';
  const isIpv6 = to.address.includes(':');
  if (isIpv6 !== from.includes(':')) return `the entry, ${to.address}, is of the other family`;
  return isIpv6 || platform === 'linux' ? null : `${platform} has no such loopback addresses`;
}
