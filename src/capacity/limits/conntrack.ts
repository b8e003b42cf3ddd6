import type { Limit } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Deployment } from '../../model/hop.js';

/**
 * Connection tracking, in sessions: nf_conntrack_max / tracked hops, only if tracking is active. A
 * loopback connection counts once.
 *
 * Source: Documentation/networking/nf_conntrack-sysctl.rst.
 */
export function conntrack(deployment: Deployment, facts: HostFacts): Limit<'conntrack'> | null {
  const hops = deployment.hopsPerSession;
  if (!facts.conntrack?.active || facts.conntrack.max === undefined || hops === 0) return null;
  return {
    id: 'conntrack',
    max: Math.floor(facts.conntrack.max / hops),
    scope: 'namespace',
    formula: 'nf_conntrack_max / tracked hops',
    inputs: { nf_conntrack_max: facts.conntrack.max, hops },
    source: 'Linux Documentation/networking/nf_conntrack-sysctl.rst',
  };
}
