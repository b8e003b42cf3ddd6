import { assessCapacity } from '../capacity/assess.js';
import { plainDeployment } from '../capacity/plain/plain-hop.js';
import type { HopCapacity } from '../model/capacity.js';
import type { HostFacts } from '../model/facts.js';
import type { Deployment } from '../model/hop.js';
import type { ProveCase, ProvenCase } from '../model/prove.js';

export type Predicted = ProvenCase['predicted'];

/** The calculator's figures for a case, from the settings of the namespace only. */
export function predict(test: ProveCase): HopCapacity {
  const facts = factsOf(test);
  const plain = {
    sources: String(test.sources),
    destinations: String(test.destinations),
    bind: test.bind,
    maxConns: null,
  };
  return assess(plainDeployment(plain, facts), facts);
}

/** The facts of the namespace: its ports, and no limit that could bind before them. */
export function factsOf(
  test: Pick<ProveCase, 'portRange' | 'reserved'> & { readonly listeners?: readonly string[] },
): HostFacts {
  return {
    schema: 'tidegate.facts/1',
    portRange: test.portRange,
    reservedPorts: test.reserved,
    portsInUse: (test.listeners ?? []).map((text) => Number(text.slice(text.lastIndexOf(':') + 1))),
  };
}

/** @param deployment a deployment with one hop */
export function assess(deployment: Deployment, facts: HostFacts): HopCapacity {
  const [hop] = assessCapacity(deployment, facts).hops;
  if (!hop) throw new Error('a deployment without a hop has no capacity');
  return hop;
}

/** The ports of the hop, without other limits. */
export function portsOf(hop: HopCapacity): Predicted {
  const limit = hop.limits.find(({ id }) => id === 'ports');
  const max = limit?.max ?? 0;
  return { guaranteed: limit?.guaranteed ?? max, max };
}
