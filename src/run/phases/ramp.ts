import { TidegateError } from '../../lib/errors.js';
import { formatCount } from '../../lib/units.js';
import type { Fleet } from '../../load/fleet.js';
import type { Play } from '../play.js';
import { memoryUse } from '../watch/memory.js';
import { definePhase } from './phase.js';

/** A ramp that takes this much longer than planned has stalled. */
const PATIENCE_MS = 30_000;

/**
 * Opens every planned connection, asks the kernel how many are established, and starts the watches
 * that the score needs.
 */
export const ramp = definePhase({
  parameters: {},
  needs: [],
  watches: [],
  yields: [],
  misplaced: ({ before, after }) => {
    if (before.length > 0) {
      return { message: 'is not the first step', hint: 'Begin the score with it, once.' };
    }
    if (after.at(-1)?.phase === 'release') return null;
    return { message: 'opens a load that nothing ends', hint: 'End with { phase: release }.' };
  },
  async play(run) {
    const { fleet, recorder, looks } = run;
    const groups = memoryGroups(run);
    const before = await looks.memory(groups);
    fleet.start(recorder.originMs + recorder.now());
    await established(run);
    await run.waiter.until(countAtEntry(run));
    recorder.memory = memoryUse(before, await looks.memory(groups), fleet.progress().open);
    recorder.heldFromMs = recorder.now();
    await run.watches.start(run);
  },
});

function established({ fleet, waiter, scenario }: Play): Promise<void> {
  const patienceMs = scenario.load.rampMs + PATIENCE_MS;
  return waiter.within(patienceMs, fleet.rampDone, () => stalled(fleet));
}

function stalled(fleet: Fleet): TidegateError {
  const { open, connecting } = fleet.progress();
  const stand = `${formatCount(open)} open, ${formatCount(connecting)} still connecting`;
  return new TidegateError('RAMP_STALLED', `the ramp did not end: ${stand}`, {
    hint: 'The deployment takes connections more slowly than planned: plan a longer ramp.',
  });
}

/**
 * The kernel's own count of established connections to the entry; nothing is recorded if it gives
 * none.
 */
async function countAtEntry({ looks, recorder, target }: Play): Promise<void> {
  const established = await looks.established(target.entry);
  if (established === null) return;
  recorder.kernel.push({ atMs: recorder.now(), to: 'frontend', established });
}

function memoryGroups({ target, fleet }: Play): Map<string, number[]> {
  const groups = new Map<string, number[]>([['load', [...fleet.pids]]]);
  for (const [box, pid] of target.pids) groups.set(box, [pid]);
  return groups;
}
