import type { Bounds } from '../../model/run-result.js';
import { maintenanceOf } from '../play.js';
import { definePhase, whileFlipped } from './phase.js';

/** Where nothing bounds the waiting, the run still has to: after this it counts what is left. */
const UNBOUNDED_WAIT_MS = 4000;

/** Waits until nothing may be left at the backend in maintenance. */
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

/** G = D + W + C: from the flip until nothing may be left at the drained backend. */
function goneMs({ detectMs, waitMs, closeMs }: Bounds): number {
  return detectMs + (waitMs ?? UNBOUNDED_WAIT_MS) + closeMs;
}
