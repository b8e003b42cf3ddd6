import type { HostFacts } from '../model/facts.js';
import { isAtLeast } from './version-order.js';

type Kernel = Pick<HostFacts, 'platform' | 'kernel'>;

/** An unknown kernel counts as a current Linux. */
function isLinuxSince({ platform, kernel }: Kernel, version: string): boolean {
  if (platform !== undefined && platform !== 'linux') return false;
  return kernel === undefined || isAtLeast(kernel, version);
}

/**
 * Whether a socket that is bound to an address can leave the choice of its port to connect:
 * IP_BIND_ADDRESS_NO_PORT. Source: ip(7), Linux 4.2. macOS chooses the port at once, bound or not
 * (in_pcb.c).
 */
export function bindsLate(facts: Kernel): boolean {
  return isLinuxSince(facts, '4.2');
}

/** Whether connect searches the ports of one parity first. Source: Linux 4.2, inet_hashtables.c. */
export function searchesByParity(facts: Kernel): boolean {
  return isLinuxSince(facts, '4.2');
}

/** Whether a search may miss one port of an odd range. Source: `remaining &= ~1U`, Linux 4.6. */
export function missesOddPort(facts: Kernel): boolean {
  return isLinuxSince(facts, '4.6');
}

/**
 * How many addresses of 127.0.0.0/8 are a source on every kernel: all except 127.255.255.255 and
 * 127.0.0.0.
 */
export const LEAST_LOOPBACK_SOURCES = 2 ** 24 - 2;

/**
 * How many addresses of 127.0.0.0/8 can be a source. 127.255.255.255 is a broadcast address
 * (net/ipv4/route.c); 127.0.0.0 is an address from Linux 5.14 on (net/ipv4/fib_frontend.c).
 */
export function loopbackSources(kernel: Kernel): number {
  return LEAST_LOOPBACK_SOURCES + (isLinuxSince(kernel, '5.14') ? 1 : 0);
}

/** Whether 127.0.0.0 can be a source: by the kernel's version, and by what was counted on the host. */
export function connectsFromZero(facts: Kernel & Pick<HostFacts, 'loopback'>): boolean {
  const least = LEAST_LOOPBACK_SOURCES;
  return loopbackSources(facts) > least && facts.loopback?.usable !== least;
}
