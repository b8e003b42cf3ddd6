import { assessCapacity } from '../capacity/assess.js';
import { plainDeployment } from '../capacity/plain/plain-hop.js';
import type { HopCapacity } from '../model/capacity.js';
import type { HostFacts } from '../model/facts.js';
import type { Deployment } from '../model/hop.js';
import type { ProveCase, ProvenCase } from '../model/prove.js';

export type Predicted = ProvenCase['predicted'];

/** What the calculator says of a case, told what the namespace is set to and nothing of its own. */
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

/** The facts of the namespace: its ports, and nothing that could bind before them. */
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

/** @param deployment of one hop */
export function assess(deployment: Deployment, facts: HostFacts): HopCapacity {
  const [hop] = assessCapacity(deployment, facts).hops;
  if (!hop) throw new Error('a deployment without a hop has no capacity');
  return hop;
}

/** The hop's ports, whatever else may bind it. */
export function portsOf(hop: HopCapacity): Predicted {
  const limit = hop.limits.find(({ id }) => id === 'ports');
  const max = limit?.max ?? 0;
  return { guaranteed: limit?.guaranteed ?? max, max };
}
