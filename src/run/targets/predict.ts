import { assessCapacity } from '../../capacity/assess.js';
import { topologyOf } from '../../config/nginx/topology/topology.js';
import { usablePorts } from '../../lib/ports.js';
import type { CapacityReport } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { NginxConfig } from '../../model/nginx.js';
import type { PortPool } from '../../plan/connections.js';

/**
 * The capacity calculator's prediction for a frontend whose clients are on this host.
 * @param sources how many addresses the clients have.
 */
export function predict(
  frontend: NginxConfig,
  facts: HostFacts,
  sources: number,
  { range, except }: PortPool,
): CapacityReport {
  const ports = usablePorts(range, except);
  const clients = { local: true, addresses: sources, range: null, ports };
  const { deployment, warnings } = topologyOf(frontend, clients);
  return assessCapacity(deployment, facts, warnings);
}
