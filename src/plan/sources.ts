import { TidegateError } from '../lib/errors.js';
import { formatIpv4, parseIpv4 } from '../lib/ip.js';

/** Source addresses, held as a range: 2^24 of them cost no more than one. */
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
  if (text.includes(':')) return { count: 1, at: () => text };
  const [from = '', to = from, ...rest] = text.split('-').map((part) => part.trim());
  const first = parseIpv4(from);
  const last = parseIpv4(to);
  if (first === null || last === null || last < first || rest.length > 0) {
    throw new TidegateError('SOURCES_BAD', `'${text}' is no source address or range of them`, {
      hint: 'Write load.sources as 127.0.0.64 or 127.0.0.64-127.0.0.67, the lower address first.',
    });
  }
  return { count: last - first + 1, at: (index) => formatIpv4(first + index) };
}
