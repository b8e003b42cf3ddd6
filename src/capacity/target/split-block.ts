import { formatIpv4, LOOPBACK_BLOCK, parseIpv4 } from '../../lib/address/ip.js';
import type { Bucket, Hop } from '../../model/hop.js';

/** nginx reads shares to two decimals, so no more sources than this can have one. */
export const MOST_SOURCES = 10_000;

/**
 * Sources with the most even shares that split_clients accepts. Written addresses come first, then
 * the next of 127.0.0.0/8 if the hop is IPv4 loopback, otherwise blanks to fill in.
 */
export function bucketsOf(hop: Hop, count: number): Bucket[] {
  const written = writtenSources(hop);
  const highest = written.reduce((last, source) => Math.max(last, numberOf(source)), 0);
  return Array.from({ length: count }, (_, i) => ({
    source:
      written[i] ??
      (hasLoopbackBlock(hop)
        ? loopbackAddress(highest + 1 + i - written.length)
        : `ADDRESS_${i + 1}`),
    weight: hundredths(i, count) / MOST_SOURCES,
    clientPorts: null,
  }));
}

/** The addresses that the configuration of a hop names. */
export function writtenSources({ sources, bindsAddress, from }: Hop): readonly string[] {
  if (sources.distribution) return sources.distribution.buckets.map(({ source }) => source);
  return bindsAddress && !from.includes('$') ? [from] : [];
}

/** The share of source `index` in hundredths of a percent; the last sources take the remainder. */
function hundredths(index: number, count: number): number {
  const even = Math.floor(MOST_SOURCES / count);
  return index >= count - (MOST_SOURCES - even * count) ? even + 1 : even;
}

/** Whether every address of 127.0.0.0/8 can be a source. */
export function hasLoopbackBlock({ loopback, loopbackIpv6 }: Hop): boolean {
  return loopback && !loopbackIpv6;
}

/** The address of 127.0.0.0/8 with this number in the block. */
export function loopbackAddress(number: number): string {
  return formatIpv4(LOOPBACK_BLOCK[0] + number);
}

/** The number of a loopback address in its block; 0 for any other address. */
export function numberOf(source: string): number {
  const [first, last] = LOOPBACK_BLOCK;
  const address = parseIpv4(source) ?? 0;
  return first <= address && address <= last ? address - first : 0;
}

/** The configuration that chooses the source by a hash; the last source takes the rest. */
export function splitBlock(buckets: readonly Bucket[], boundBy = 'proxy_bind'): string[] {
  const last = buckets.at(-1);
  if (!last) return [];
  if (buckets.length === 1) return [`${boundBy} ${last.source};`];
  const share = ({ weight }: Bucket) => Number((weight * 100).toFixed(2));
  return [
    'split_clients "$remote_addr$remote_port" $bind_addr {',
    ...buckets.slice(0, -1).map((bucket) => `    ${share(bucket)}% ${bucket.source};`),
    `    * ${last.source};`,
    '}',
    `${boundBy} $bind_addr;`,
  ];
}
