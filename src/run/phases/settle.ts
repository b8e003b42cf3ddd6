import { duration } from '../../config/scenario/values.js';
import { definePhase, whileFlipped } from './phase.js';

/** Time between the two looks at what is left: a health check's connection is in one of them only. */
const LOOK_APART_MS = 100;

/** Waits a while longer, and then looks twice at what is left at the backend in maintenance. */
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
    // Once the backend is back, its pool is used again and says nothing about the drain any more.
    await watches.stop('sockets');
  },
});
