import { LOOPBACK_BLOCK, parseIpv4 } from '../../lib/address/ip.js';
import { TidegateError } from '../../lib/errors.js';
import { connectsFromZero } from '../../lib/kernel.js';
import { mergedRanges } from '../../lib/ports.js';
import type { HostFacts } from '../../model/facts.js';

/** Both ends inclusive, as 32-bit numbers. */
type Interval = readonly [low: number, high: number];

/**
 * How many source addresses a specification names: a number, or IPv4 addresses, ranges
 * (`127.0.0.1-127.0.0.9`) and blocks (`127.0.0.0/8`) with commas between. 127.255.255.255 is never
 * a source, and 127.0.0.0 only where the facts say so (docs/ports.md, "Loopback").
 * @throws TidegateError SOURCES_BAD
 */
export function countAddresses(spec: string, facts: HostFacts): number {
  if (/^[1-9]\d{0,9}$/.test(spec)) return Number(spec);
  const merged = mergedRanges(spec.split(',').map((part) => interval(part.trim(), spec)));
  const holds = (address: number) =>
    merged.some(([low, high]) => address >= low && address <= high);
  const count = merged.reduce((sum, [low, high]) => sum + high - low + 1, 0);
  const [first, last] = LOOPBACK_BLOCK;
  const firstUnusable = !connectsFromZero(facts) && holds(first);
  return count - Number(holds(last)) - Number(firstUnusable);
}

function interval(part: string, spec: string): Interval {
  const block = /^([\d.]+)\/(\d{1,2})$/.exec(part);
  if (block) {
    const bits = Number(block[2]);
    if (bits > 32) throw invalid(part, spec);
    const size = 2 ** (32 - bits);
    const low = Math.floor(address(block[1] ?? '', spec) / size) * size;
    return [low, low + size - 1];
  }
  const [low = '', high = low] = part.split('-');
  const found = [address(low, spec), address(high, spec)] as const;
  if (found[0] > found[1]) throw invalid(part, spec);
  return found;
}

function address(text: string, spec: string): number {
  const value = parseIpv4(text);
  if (value === null) throw invalid(text, spec);
  return value;
}

function invalid(part: string, spec: string): TidegateError {
  return new TidegateError('SOURCES_BAD', `"${part}" in sources "${spec}" is no IPv4 address`, {
    hint: 'Give a number, addresses, ranges 127.0.0.1-127.0.0.9 or blocks 127.0.0.0/8.',
  });
}
