import { oneOf } from '../../config/scenario/values.js';
import type { StepPlace } from '../../config/scenario/vocabulary.js';
import { maintenanceOf } from '../maintenance/in-hand.js';
import { definePhase, whileFlipped, whileLoadStands } from './phase.js';

/** Switches maintenance on or off, on the backend that the scenario drains. */
export const flip = definePhase({
  parameters: { to: oneOf('on', 'off') },
  needs: ['maintenance'],
  // These watches start before the flip: a socket counts as gone only if it was seen before.
  watches: ['health', 'sockets', 'newcomers'],
  yields: ['flip', 'disturbance'],
  title: ({ to }) => `flip ${to}`,
  misplaced: (place) =>
    place.step.parameters.to === 'on' ? onMisplaced(place) : whileFlipped(place),
  play: async (run, { to }) => {
    const { maintenance } = maintenanceOf(run);
    if (to === 'on') await maintenance.switchOn(run);
    else await maintenance.switchOff();
  },
});

function onMisplaced(place: StepPlace) {
  if (place.before.some(({ phase }) => phase === 'flip')) {
    return { message: 'comes a second time', hint: 'Flip to on and to off once in a score.' };
  }
  if (!place.after.some(({ phase, parameters }) => phase === 'flip' && parameters.to === 'off')) {
    return { message: 'is never flipped back', hint: 'Add { phase: flip, to: off } after it.' };
  }
  return whileLoadStands(place);
}
