import type { HostFacts } from '../../model/facts.js';
import type { Deployment, PortRange } from '../../model/hop.js';

/** A deployment on its host: what the calculator is a function of. */
export interface Sized {
  readonly deployment: Deployment;
  readonly facts: HostFacts;
}

/** Ports below 1024 are for services (ip_unprivileged_port_start); an even width misses none. */
export const WIDEST: PortRange = [1024, 65_535];
