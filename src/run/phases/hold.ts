import { duration } from '../../config/scenario/values.js';
import { definePhase, whileLoadStands } from './phase.js';

/** The load stays established, and the deployment is left alone. */
export const hold = definePhase({
  parameters: { for: duration },
  needs: [],
  watches: [],
  yields: [],
  misplaced: whileLoadStands,
  play: (run, parameters) => run.waiter.sleep(parameters.for),
});
