import type { Bounds } from '../../model/run-result.js';
import { maintenanceOf } from '../maintenance/in-hand.js';
import { definePhase, whileFlipped } from './phase.js';

/** If there is no waiting timeout, the run waits this long before it counts what is left. */
const UNBOUNDED_WAIT_MS = 4000;

/** Waits until no session may be left at the backend in maintenance. */
export const drain = definePhase({
  parameters: {},
  needs: ['maintenance'],
  watches: [],
  yields: [],
  misplaced: whileFlipped,
  play: async (run) => {
    const { bounds } = maintenanceOf(run);
    await run.waiter.sleep(goneMs(bounds()));
  },
});

/** G = D + W + C: the time from the flip until no session may be left at the drained backend. */
function goneMs({ detectMs, waitMs, closeMs }: Bounds): number {
  return detectMs + (waitMs ?? UNBOUNDED_WAIT_MS) + closeMs;
}
