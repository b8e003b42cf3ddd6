import type { Bounds } from '../../model/run-result.js';
import type { Play } from '../play.js';
import type { Maintenance } from './maintenance.js';
import { runBounds } from './run-bounds.js';

/** What phases and watches of a flip work with. */
interface MaintenanceInHand {
  readonly maintenance: Maintenance;
  /** The bounds with the tester's lag as measured so far. */
  readonly bounds: () => Bounds;
}

export function maintenanceOf({ target, recorder }: Play): MaintenanceInHand {
  const { maintenance } = target;
  // The reader of scenario files and the start of the target have checked that it exists.
  if (!maintenance) throw new Error('a score flips what its target does not have');
  return { maintenance, bounds: () => runBounds(maintenance.ground.health, recorder.lagMs()) };
}
