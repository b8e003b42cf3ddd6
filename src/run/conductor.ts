import { EXIT, TidegateError } from '../lib/errors.js';
import { formatCount } from '../lib/units.js';
import type { Fleet } from '../load/fleet.js';
import type { Bounds } from '../model/run-result.js';
import type { MaintenanceSpec } from '../model/scenario.js';
import type { Loop } from '../net/loop.js';
import type { Deployment } from './deployment.js';
import { memoryUse, sampleMemory } from './memory.js';
import type { Recorder } from './recorder.js';
import { type Waiter, withTimer } from './wait.js';
import { countNow, countRemaining, type Prober, startProber } from './watch.js';

/** What one run has in hand. */
export interface Conduct {
  readonly deployment: Deployment;
  readonly fleet: Fleet;
  readonly loop: Loop;
  readonly recorder: Recorder;
  readonly waiter: Waiter;
  readonly maintenance: MaintenanceSpec;
  readonly rampMs: number;
  /** The bounds with the tester's lag as measured so far. */
  readonly bounds: () => Bounds;
}

/** A ramp that takes this much longer than planned has stalled. */
const RAMP_PATIENCE_MS = 30_000;
/** Where nothing bounds the waiting, the run still has to: after this it counts what is left. */
const UNBOUNDED_WAIT_MS = 4000;

/**
 * Ramp, hold, maintenance on, drain, maintenance off, return. What was seen is in the recorder,
 * also when it ends early, and maintenance is off again then too.
 * @throws TidegateError INTERRUPTED, BOX_DIED, FLIP_FAILED, RAMP_STALLED
 */
export async function conduct(run: Conduct): Promise<void> {
  const { recorder, waiter, maintenance, deployment } = run;
  await recorder.phase('ramp', () => ramp(run));
  await recorder.phase('hold', async () => {
    await waiter.sleep(maintenance.holdMs);
    // What is gone later counts as gone only if it was seen here before.
    const { name, endpoint } = deployment.drained;
    await waiter.until(countNow(name, endpoint, recorder));
  });
  const prober = startProber(run.loop, deployment.drained, maintenance.page, recorder);
  try {
    await flipThere(run, prober);
    await recorder.phase('return', () => waiter.sleep(maintenance.returnMs));
  } finally {
    await prober.pause();
  }
}

/** Maintenance on, until everything must be gone, and off again however this ends. */
async function flipThere(run: Conduct, prober: Prober): Promise<void> {
  const { recorder, waiter, maintenance, deployment } = run;
  try {
    await recorder.phase('drain', async () => {
      recorder.onBeganMs = recorder.now();
      await waiter.until(deployment.flip.on());
      recorder.onMs = recorder.now();
      deployment.announce(true);
      await waiter.sleep(goneMs(run.bounds()) + maintenance.settleMs);
      await prober.pause();
      await waiter.until(countRemaining(deployment.drained, recorder));
      prober.resume();
    });
  } finally {
    recorder.offBeganMs = recorder.onMs === null ? null : recorder.now();
    await deployment.flip.off();
    recorder.offMs = recorder.onMs === null ? null : recorder.now();
    deployment.announce(false);
  }
}

/** Opens every planned connection and takes the kernel's word for how many there are. */
async function ramp({ fleet, recorder, waiter, deployment, rampMs }: Conduct): Promise<void> {
  const groups = memoryGroups(deployment, fleet);
  const before = await sampleMemory(groups);
  fleet.start(recorder.originMs + recorder.now());
  await withPatience(fleet, waiter, rampMs + RAMP_PATIENCE_MS);
  await waiter.until(countNow('frontend', deployment.entry, recorder));
  recorder.memory = memoryUse(before, await sampleMemory(groups), fleet.progress().open);
}

function withPatience(fleet: Fleet, waiter: Waiter, patienceMs: number): Promise<void> {
  return withTimer(patienceMs, (elapsed) => {
    const stalled = elapsed.then(() => {
      throw rampStalled(fleet);
    });
    return waiter.until(Promise.race([fleet.rampDone, stalled]));
  });
}

function rampStalled(fleet: Fleet): TidegateError {
  const { open, connecting } = fleet.progress();
  const stand = `${formatCount(open)} open, ${formatCount(connecting)} still connecting`;
  return new TidegateError('RAMP_STALLED', `the ramp did not end: ${stand}`, {
    exitCode: EXIT.fail,
    hint: 'The deployment takes connections more slowly than planned: plan a longer ramp.',
  });
}

/** G = D + W + C: from the flip until nothing may be left at the drained backend. */
function goneMs({ detectMs, waitMs, closeMs }: Bounds): number {
  return detectMs + (waitMs ?? UNBOUNDED_WAIT_MS) + closeMs;
}

function memoryGroups(deployment: Deployment, fleet: Fleet): Map<string, number[]> {
  const groups = new Map<string, number[]>([['load', [...fleet.pids]]]);
  for (const [box, pid] of deployment.pids) groups.set(box, [pid]);
  return groups;
}
