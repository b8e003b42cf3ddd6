import { originUrl } from '../../lib/address/origin.js';
import type { Flip } from '../../model/ledger.js';
import type { MaintenanceTerms } from '../../model/run-account.js';
import { beginning } from './health-answer.js';
import type { Maintenance } from './maintenance.js';
import { runBounds } from './run-bounds.js';

/** The flip as the ledger stores it. */
export function flipOf({ drained, times }: Maintenance): Flip {
  const { onMs, offMs, onBeganMs, offBeganMs } = times;
  return {
    backend: drained.name,
    onMs,
    offMs,
    ...(onBeganMs === null ? {} : { onBeganMs }),
    ...(offBeganMs === null ? {} : { offBeganMs }),
  };
}

/** What a flip is judged by. @param lagMs the tester's own stall, as measured */
export function maintenanceTerms({ ground }: Maintenance, lagMs: number): MaintenanceTerms {
  const { backends, health, page, promises, reportsTransitions } = ground;
  return {
    bounds: runBounds(health, lagMs),
    reportsTransitions,
    promises,
    page: beginning(page),
    healthUrls: Object.fromEntries(
      backends.map(({ name, origin, healthPath }) => [name, originUrl(origin, healthPath)]),
    ),
  };
}
