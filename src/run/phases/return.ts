import { duration } from '../../config/scenario/values.js';
import type { StepPlace } from '../../config/scenario/vocabulary.js';
import { maintenanceOf } from '../maintenance/in-hand.js';
import { definePhase } from './phase.js';

/** Added to U, the bound of the return, so that a late return is still seen, and seen to be late. */
const MARGIN_MS = 1000;
/** How long the load goes on after the backend serves again, so that a relapse would show. */
const RETURNED_MS = 1000;
const LOOK_MS = 100;

/**
 * Waits until the backend that was in maintenance serves again, for U at most. The wait is at least
 * as long as the step says. If answers do not name their backend, it ends then.
 */
export const comeBack = definePhase({
  parameters: { for: duration },
  needs: ['maintenance'],
  watches: [],
  yields: [],
  misplaced: ({ before }: StepPlace) => {
    const flip = before.findLast(({ phase }) => phase === 'flip');
    if (flip?.parameters.to === 'off') return null;
    return {
      message: 'comes before maintenance is off',
      hint: 'Put { phase: flip, to: off } before it.',
    };
  },
  play: async (run, parameters) => {
    const { recorder, waiter, fleet, target } = run;
    const { maintenance, bounds } = maintenanceOf(run);
    const offMs = maintenance.times.offMs ?? recorder.now();
    const latestMs = offMs + bounds().returnMs + MARGIN_MS;
    const isBack = (): boolean => (fleet.lastServedMs(maintenance.drained.name) ?? 0) > offMs;
    while (target.namesBackends && !isBack() && recorder.now() < latestMs) {
      await waiter.sleep(LOOK_MS);
    }
    await waiter.sleep(Math.max(RETURNED_MS, offMs + parameters.for - recorder.now()));
    for (const witness of [fleet, target]) witness.mark(false);
  },
});
