import { TidegateError } from '../lib/errors.js';

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

function parseIpv4(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return null;
    value = value * 256 + Number(part);
  }
  return value;
}

function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}
