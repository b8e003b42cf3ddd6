import { connectsFromZero } from '../lib/port-search.js';
import type { HostFacts } from '../model/facts.js';

const ALL_OF_127 = 2 ** 24;

/** Facts with some of them replaced by hand, and with what follows from the replaced ones. */
export function overrideFacts(facts: HostFacts, given: Partial<HostFacts>): HostFacts {
  const { loopback } = facts;
  const whole = loopback && loopback.usable >= ALL_OF_127 - 2;
  if (!given.kernel || !whole) return { ...facts, ...given };
  return {
    ...facts,
    ...given,
    loopback: { ...loopback, usable: usableSources({ ...facts, ...given }) },
  };
}

/** Of 127.0.0.0/8: never 127.255.255.255, and 127.0.0.0 from kernel 5.14 on (fib_frontend.c). */
function usableSources(facts: HostFacts): number {
  return ALL_OF_127 - (connectsFromZero(facts) ? 1 : 2);
}
