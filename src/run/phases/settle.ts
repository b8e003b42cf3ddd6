import { duration } from '../../config/scenario/values.js';
import { definePhase, whileFlipped } from './phase.js';

/** Between the two looks at what is left: a health check's connection is in one of them. */
const LOOK_APART_MS = 100;

/** A while longer, and then two looks at what is left at the backend in maintenance. */
export const settle = definePhase({
  parameters: { for: duration },
  needs: ['maintenance'],
  watches: [],
  yields: [],
  misplaced: whileFlipped,
  play: async ({ waiter, watches }, parameters) => {
    await waiter.sleep(parameters.for);
    watches.look('sockets');
    await waiter.sleep(LOOK_APART_MS);
    watches.look('sockets');
    // Once the backend is back its pool is used again, and tells no more of the drain.
    await watches.stop('sockets');
  },
});
