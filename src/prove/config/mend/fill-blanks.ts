import type { TargetChange } from '../../../model/capacity.js';

/** Reserved for benchmarks (RFC 2544), beside the addresses for names; IPv6: RFC 4193. */
const FIRST = { v4: [198, 19], v6: 'fd00::' } as const;

/**
 * Fills blanks that a person would fill in with addresses of the namespace.
 * @param ipv6 all servers have IPv6 addresses
 */
export function fillBlanks(changes: readonly TargetChange[], ipv6: boolean): TargetChange[] {
  return changes.map((change) => ({
    ...change,
    lines: change.lines.map((line) =>
      line.replaceAll(/ADDRESS_(IPV6_)?(\d+)/g, (_, family: string | undefined, number: string) => {
        const isIpv6 = ipv6 || family !== undefined;
        const address = addressOf(Number(number), isIpv6);
        // HAProxy takes what follows the last colon for a port.
        return isIpv6 && change.where === 'haproxy' ? `[${address}]` : address;
      }),
    ),
  }));
}

function addressOf(number: number, ipv6: boolean): string {
  if (ipv6) return `${FIRST.v6}${number.toString(16)}`;
  return [...FIRST.v4, (number >> 8) & 255, number & 255].join('.');
}
