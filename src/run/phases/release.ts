import { definePhase, whileLoadStands } from './phase.js';

/** Ends the load in order and collects the records of load and backend servers. */
export const release = definePhase({
  parameters: {},
  needs: [],
  watches: [],
  yields: [],
  misplaced: (place) =>
    place.after.length === 0
      ? whileLoadStands(place)
      : { message: 'is not the last step', hint: 'Nothing can follow it: put it at the end.' },
  play: async ({ recorder, harvest, waiter, watches }) => {
    await watches.stopAll();
    recorder.endMs = recorder.now();
    await harvest.gather(waiter);
  },
});
