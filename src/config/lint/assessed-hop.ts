import type { CapacityReport, HopCapacity } from '../../model/capacity.js';
import type { Deployment, Hop } from '../../model/hop.js';

/** A hop and its figures. They arrive together, because config may not compute capacity itself. */
export interface AssessedHop {
  readonly hop: Hop;
  readonly capacity: HopCapacity;
}

/** @param capacity the capacity of this deployment */
export function assessedHops({ hops }: Deployment, capacity: CapacityReport): AssessedHop[] {
  return hops.flatMap((hop, index) => {
    const assessed = capacity.hops[index];
    return assessed ? [{ hop, capacity: assessed }] : [];
  });
}
