import { MAX_PORT } from '../../lib/ports.js';
import type { HostFacts } from '../../model/facts.js';
import type { Deployment, PortRange } from '../../model/hop.js';

/** A deployment on its host: the input of the calculator. */
export interface Sized {
  readonly deployment: Deployment;
  readonly facts: HostFacts;
}

/** Ports below 1024 are for services (ip_unprivileged_port_start). An even width misses no port. */
export const WIDEST: PortRange = [1024, MAX_PORT];
