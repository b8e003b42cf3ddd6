import { duration } from '../../config/scenario/values.js';
import { definePhase, whileLoadStands } from './phase.js';

/** The load stands, and nothing is done to the deployment. */
export const hold = definePhase({
  parameters: { for: duration },
  needs: [],
  watches: [],
  yields: [],
  misplaced: whileLoadStands,
  play: (run, parameters) => run.waiter.sleep(parameters.for),
});
