import type { CapacityReport, HopCapacity, HopLimitId, Limit, Warning } from '../model/capacity.js';
import type { HostFacts } from '../model/facts.js';
import type { Deployment, Hop } from '../model/hop.js';
import { churnPerSecond } from './churn.js';
import { documentedCapacity } from './documented.js';
import { ascending, assessRoutes, leastOf, runnerUp, weakest } from './end-to-end.js';
import { hashSpread } from './hash-spread.js';
import { tuplesPerSource } from './limits/ports.js';
import { HOP_LIMITS, HOST_LIMITS } from './limits/registry.js';
import { type PortSupply, portSupply } from './ports.js';
import { first, spreadOf } from './spread.js';
import { warningsOf } from './warnings.js';

/**
 * Every limit of a deployment on a host, per hop and end to end, and which one binds.
 * @param found warnings of who derived the deployment; they come first in the report.
 */
export function assessCapacity(
  deployment: Deployment,
  facts: HostFacts,
  found: readonly Warning[] = [],
): CapacityReport {
  const hops = deployment.hops.map((hop) => assessHop(hop, facts));
  const host = Object.values(HOST_LIMITS).flatMap((limit) => limit(deployment, facts) ?? []);
  const routes = assessRoutes(deployment, hops, host);
  return {
    schema: 'tidegate.capacity/1',
    hops,
    host: { limits: host },
    endToEnd: weakest(routes),
    routes,
    documented: documentedCapacity(facts),
    warnings: [...found, ...warningsOf(deployment, facts)],
  };
}

function assessHop(hop: Hop, facts: HostFacts): HopCapacity {
  const limits = Object.values(HOP_LIMITS).flatMap<Limit<HopLimitId>>(
    (limit) => limit(hop, facts) ?? [],
  );
  const supply = portSupply(hop, facts);
  const spread = spreadOf(hop);
  const [binding, next] = ascending(limits);
  const ofFullest = (portsPerTuple: number | undefined) =>
    spread && portsPerTuple !== undefined
      ? first(portsPerTuple * tuplesPerSource(hop), spread)
      : null;
  return {
    name: hop.name,
    from: hop.from,
    to: hop.to,
    bind: hop.bind,
    sources: hop.sources.count,
    reachableSources: spread?.reachable ?? null,
    destinations: hop.destinations,
    portsPerTuple: supply?.count ?? null,
    limits,
    max: binding?.max ?? null,
    binding: binding?.id ?? null,
    runnerUp: binding && next ? runnerUp(binding, next) : null,
    guaranteed: leastOf(limits.map((limit) => limit.guaranteed ?? limit.max)),
    softCliff: hop.bind === 'late' ? ofFullest(half(supply)) : null,
    firstFailure: ofFullest(supply?.count),
    firstFailureSpread:
      spread && supply ? hashSpread(hop, supply.count * tuplesPerSource(hop)) : null,
    churnPerSecond: churnPerSecond(hop, facts),
    distribution: hop.sources.distribution && {
      by: hop.sources.distribution.by,
      buckets: hop.sources.distribution.buckets,
    },
  };
}

/** Past half of a tuple's ports the kernel scans the whole full half before it finds one. */
function half(supply: PortSupply | null): number | undefined {
  return supply ? Math.floor(supply.count / 2) : undefined;
}
