import { openSocketDiag } from '../host/socket-diag.js';
import { TidegateError } from '../lib/errors.js';
import { formatCount } from '../lib/units.js';
import type { Fleet } from '../load/fleet.js';
import type { Bounds } from '../model/run-result.js';
import type { MaintenanceSpec } from '../model/scenario.js';
import type { Loop } from '../net/loop.js';
import type { Recorder } from './recorder.js';
import type { Deployment } from './targets/target.js';
import { type Waiter, withTimer } from './wait.js';
import { countNow, startProber } from './watch/health.js';
import { memoryUse, sampleMemory } from './watch/memory.js';
import { SocketWatcher } from './watch/socket-watcher.js';

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
/** Beyond U: what comes later than it is seen to come late. */
const RETURN_MARGIN_MS = 1000;
/** The load goes on for this long once the backend serves again: a relapse would show. */
const RETURNED_MS = 1000;
const RETURN_LOOK_MS = 100;
/** Between the two looks at what is left: a health check's connection is in one of them. */
const LOOK_APART_MS = 100;
/** Where nothing bounds the waiting, the run still has to: after this it counts what is left. */
const UNBOUNDED_WAIT_MS = 4000;

/**
 * Ramp, hold, maintenance on, drain, maintenance off, return. What was seen is in the recorder,
 * also when it ends early, and maintenance is off again then too.
 * @throws TidegateError COMMAND_INTERRUPTED, BOX_DIED, FLIP_FAILED, FLIP_TIMED_OUT, RAMP_STALLED
 */
export async function conduct(run: Conduct): Promise<void> {
  const { recorder, waiter, maintenance, deployment } = run;
  await recorder.phase('ramp', () => ramp(run));
  const sockets = await watchSockets(run);
  const { backends, drained } = deployment;
  const mark = { text: maintenance.page, told: deployment.pageTold };
  const stopProber = startProber({ loop: run.loop, backends, drained, mark, recorder });
  try {
    run.fleet.watch();
    await recorder.phase('hold', () => waiter.sleep(maintenance.holdMs));
    await flipThere(run, sockets);
    await recorder.phase('return', () => untilBack(run));
  } finally {
    sockets?.stop();
    recorder.sockets = sockets?.result() ?? null;
    await stopProber();
  }
}

/** From before the flip on: what is gone later counts as gone only if it was seen before. */
async function watchSockets({ deployment, recorder }: Conduct): Promise<SocketWatcher | null> {
  const diag = await openSocketDiag();
  if (!diag) return null;
  const watcher = new SocketWatcher(diag, deployment.drained.origin, () => recorder.now());
  watcher.start();
  return watcher;
}

/**
 * Waits until the drained backend serves again, at most U; for the scenario's own time at least,
 * and where no answer names its backend for no longer.
 */
async function untilBack(run: Conduct): Promise<void> {
  const { recorder, waiter, maintenance, deployment, fleet } = run;
  const offMs = recorder.offMs ?? recorder.now();
  const latestMs = offMs + run.bounds().returnMs + RETURN_MARGIN_MS;
  const isBack = (): boolean => (fleet.lastServedMs(deployment.drained.name) ?? 0) > offMs;
  while (deployment.namesBackends && !isBack() && recorder.now() < latestMs) {
    await waiter.sleep(RETURN_LOOK_MS);
  }
  const leastMs = Math.max(RETURNED_MS, offMs + maintenance.returnMs - recorder.now());
  await waiter.sleep(leastMs);
}

/** Maintenance on, until everything must be gone, and off again however this ends. */
async function flipThere(run: Conduct, sockets: SocketWatcher | null): Promise<void> {
  const { recorder, waiter, maintenance, deployment } = run;
  try {
    await recorder.phase('drain', async () => {
      recorder.onBeganMs = recorder.now();
      recorder.onMs = (await waiter.until(deployment.flip.on())) - recorder.originMs;
      deployment.announce(true);
      await waiter.sleep(goneMs(run.bounds()) + maintenance.settleMs);
      sockets?.look();
      await waiter.sleep(LOOK_APART_MS);
      sockets?.look();
      // Once the backend is back its pool is used again, and tells no more of the drain.
      sockets?.stop();
    });
  } finally {
    recorder.stage = 'maintenance off';
    recorder.offBeganMs = recorder.onMs === null ? null : recorder.now();
    const offMs = (await deployment.flip.off()) - recorder.originMs;
    recorder.offMs = recorder.onMs === null ? null : offMs;
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
