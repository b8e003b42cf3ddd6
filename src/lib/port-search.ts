import type { HostFacts } from '../model/facts.js';
import { isAtLeast } from './is-at-least.js';

type Kernel = Pick<HostFacts, 'platform' | 'kernel'>;

/** A kernel that nobody named is taken for a Linux of today. */
function isLinuxSince({ platform, kernel }: Kernel, ...version: readonly number[]): boolean {
  if (platform !== undefined && platform !== 'linux') return false;
  return kernel === undefined || isAtLeast(kernel, ...version);
}

/**
 * Whether a socket that is bound to an address may leave its port to connect: IP_BIND_ADDRESS_NO_PORT.
 * Source: ip(7), Linux 4.2. macOS chooses the port at once whether it is bound or not (in_pcb.c).
 */
export function bindsLate(facts: Kernel): boolean {
  return isLinuxSince(facts, 4, 2);
}

/** Whether connect looks through the ports of one parity first. Source: Linux 4.2, inet_hashtables.c. */
export function searchesByParity(facts: Kernel): boolean {
  return isLinuxSince(facts, 4, 2);
}

/** Whether a search may miss one port of an odd range. Source: `remaining &= ~1U`, Linux 4.6. */
export function missesOddPort(facts: Kernel): boolean {
  return isLinuxSince(facts, 4, 6);
}

/** Whether 127.0.0.0 may be a source address. Source: Linux 5.14, fib_frontend.c. */
export function connectsFromZero(facts: Kernel): boolean {
  return isLinuxSince(facts, 5, 14);
}
