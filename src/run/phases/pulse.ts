import * as v from 'valibot';
import { interval } from '../../config/scenario/values.js';
import { definePhase, whileLoadStands } from './phase.js';

/** Asks every established connection for a sign of life: one byte there and back. */
export const pulse = definePhase({
  parameters: { within: v.optional(interval, '5s') },
  needs: [],
  watches: [],
  yields: ['pulses'],
  misplaced: whileLoadStands,
  play: async ({ fleet, recorder, waiter }, { within }) => {
    const atMs = recorder.now();
    const { asked, answered } = await waiter.until(fleet.pulse(within));
    recorder.pulses.push({ atMs, endMs: recorder.now(), asked, answered });
  },
});
