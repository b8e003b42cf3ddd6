import { LEAST_LOOPBACK_SOURCES, loopbackSources } from '../lib/kernel.js';
import type { HostFacts } from '../model/facts.js';

/** Facts with some of them replaced by hand, and with the consequences of the replaced ones. */
export function overrideFacts(facts: HostFacts, given: Partial<HostFacts>): HostFacts {
  const { loopback } = facts;
  const whole = loopback && loopback.usable >= LEAST_LOOPBACK_SOURCES;
  if (!given.kernel || !whole) return { ...facts, ...given };
  return {
    ...facts,
    ...given,
    loopback: { ...loopback, usable: loopbackSources({ ...facts, ...given }) },
  };
}
