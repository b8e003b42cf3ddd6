import type { TargetChange } from '../../../model/capacity.js';

/** For benchmarks only (RFC 2544), beside the addresses that names are given; IPv6: RFC 4193. */
const FIRST = { v4: [198, 19], v6: 'fd00::' } as const;

/**
 * The addresses that a person has to fill in are addresses of the namespace.
 * @param ipv6 the servers have no others.
 */
export function fillBlanks(changes: readonly TargetChange[], ipv6: boolean): TargetChange[] {
  return changes.map((change) => ({
    ...change,
    lines: change.lines.map((line) =>
      line.replaceAll(/ADDRESS_(IPV6_)?(\d+)/g, (_, family: string | undefined, number: string) => {
        const isIpv6 = ipv6 || family !== undefined;
        const address = addressOf(Number(number), isIpv6);
        // HAProxy takes what stands behind the last colon for a port.
        return isIpv6 && change.where === 'haproxy' ? `[${address}]` : address;
      }),
    ),
  }));
}

function addressOf(number: number, ipv6: boolean): string {
  if (ipv6) return `${FIRST.v6}${number.toString(16)}`;
  return [...FIRST.v4, (number >> 8) & 255, number & 255].join('.');
}
