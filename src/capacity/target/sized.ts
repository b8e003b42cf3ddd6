import type { HostFacts } from '../../model/facts.js';
import type { Deployment } from '../../model/hop.js';

/** A deployment on its host: what the calculator is a function of. */
export interface Sized {
  readonly deployment: Deployment;
  readonly facts: HostFacts;
}
