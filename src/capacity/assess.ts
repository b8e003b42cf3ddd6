import { searchesByParity } from '../lib/kernel.js';
import type {
  CapacityReport,
  HopCapacity,
  HopLimitId,
  Limit,
  PartCapacity,
  Warning,
} from '../model/capacity.js';
import type { HostFacts } from '../model/facts.js';
import type { Deployment, Hop } from '../model/hop.js';
import { churnPerSecond } from './churn.js';
import { documentedCapacity } from './documented.js';
import { ascending, assessRoutes, leastOf, runnerUp } from './end-to-end.js';
import { assessWhole } from './flow/whole.js';
import { asKernelBinds } from './kernel-binds.js';
import { tuplesPerSource } from './limits/ports.js';
import { HOP_LIMITS, HOST_LIMITS } from './limits/registry.js';
import { hashSpread } from './ports/hash-spread.js';
import { type PortUser, partsOf } from './ports/parts.js';
import { type PortSupply, portSupply } from './ports/ports.js';
import { first, spreadOf } from './ports/spread.js';
import { warningsOf } from './warnings/warnings.js';

/**
 * Calculates every limit of a deployment on a host, for each hop and end to end, and which one
 * binds.
 * @param found warnings from deriving the deployment; they come first in the report
 */
export function assessCapacity(
  described: Deployment,
  facts: HostFacts,
  found: readonly Warning[] = [],
): CapacityReport {
  const deployment = asKernelBinds(described, facts);
  const hops = deployment.hops.map((hop) => assessHop(hop, facts));
  const host = Object.values(HOST_LIMITS).flatMap((limit) => limit(deployment, facts) ?? []);
  const routes = assessRoutes(deployment, hops, host);
  return {
    schema: 'tidegate.capacity/1',
    hops,
    host: { limits: host },
    endToEnd: assessWhole({ deployment, hops, host, routes }, facts),
    routes,
    documented: documentedCapacity(deployment, facts),
    warnings: [...found, ...warningsOf(deployment, facts)],
  };
}

function assessHop(hop: Hop, facts: HostFacts): HopCapacity {
  const limits = Object.values(HOP_LIMITS).flatMap<Limit<HopLimitId>>(
    (limit) => limit(hop, facts) ?? [],
  );
  const parts = partsOf(hop);
  const supplies = parts.map((part) => portSupply(part, facts));
  const counts = new Set(supplies.map((supply) => supply?.count));
  const [supply = null] = supplies;
  const spread = spreadOf(hop);
  const [binding, next] = ascending(limits);
  const ofFullest = (count: (supply: PortSupply) => number) =>
    leastOf(parts.map((part, at) => ofPart(part, supplies[at] ?? null, count)));
  return {
    name: hop.name,
    from: hop.from,
    to: hop.to,
    bind: hop.bind,
    sources: hop.sources.count,
    reachableSources: spread?.reachable ?? null,
    destinations: hop.destinations,
    portsPerTuple: counts.size === 1 ? (supply?.count ?? null) : null,
    limits,
    max: binding?.max ?? null,
    binding: binding?.id ?? null,
    runnerUp: binding && next ? runnerUp(binding, next) : null,
    guaranteed: leastOf(limits.map((limit) => limit.guaranteed ?? limit.max)),
    softCliff:
      parts.every(({ bind }) => bind === 'late') && searchesByParity(facts)
        ? ofFullest(half)
        : null,
    firstFailure: ofFullest(({ count }) => count),
    firstFailureSpread:
      spread && supply ? hashSpread(hop, supply.count * tuplesPerSource(hop)) : null,
    churnPerSecond: churnPerSecond(hop, facts),
    distribution: hop.sources.distribution && {
      by: hop.sources.distribution.by,
      buckets: hop.sources.distribution.buckets,
    },
    ...(hop.parts && {
      parts: parts.map((part, at) => assessPart(part, supplies[at] ?? null)),
    }),
  };
}

/** Connections of the whole hop when the fullest source of a part has `count` of them. */
function ofPart(
  part: PortUser & { readonly share: number },
  supply: PortSupply | null,
  count: (supply: PortSupply) => number,
): number | null {
  const spread = spreadOf(part);
  if (!supply || !spread || part.share === 0) return null;
  const held = first(count(supply) * tuplesPerSource(part), spread);
  return Math.floor(held / part.share + 1e-6);
}

function assessPart(
  part: PortUser & { readonly share: number },
  supply: PortSupply | null,
): PartCapacity {
  const spread = spreadOf(part);
  const { from, bind, destinations, share } = part;
  return {
    from,
    bind,
    destinations,
    portsPerTuple: supply?.count ?? null,
    ports: supply && spread ? supply.count * spread.reachable * tuplesPerSource(part) : null,
    share,
  };
}

/** Past half of a tuple's ports the kernel searches the whole full half before it finds one. */
function half(supply: PortSupply): number {
  return Math.floor(supply.count / 2);
}
