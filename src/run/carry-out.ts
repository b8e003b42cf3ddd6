import { TidegateError } from '../lib/errors.js';
import type { Fleet, LoadRecords } from '../load/fleet.js';
import { sampleTester } from '../load/tester-sampler.js';
import type { ServerLedger } from '../model/ledger.js';
import type { LoadSpec } from '../model/scenario.js';
import type { Loop } from '../net/loop.js';
import { conduct } from './conductor.js';
import type { Ground } from './ground.js';
import type { Recorder } from './recorder.js';
import { runBounds } from './run-bounds.js';
import { createWaiter, withTimer } from './wait.js';

export interface CarryOut {
  readonly ground: Ground;
  readonly fleet: Fleet;
  readonly loop: Loop;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
  readonly patienceMs: number;
}

/** What a run leaves besides what the recorder holds. */
export interface Outcome {
  readonly interrupted: boolean;
  readonly records: LoadRecords;
  readonly servers: readonly ServerLedger[] | null;
}

/** Longest that an interrupted load may take to hand over what it has. */
const HANDOVER_MS = 3000;
/** On top of what is waited for anyway, for a loaded machine. */
const GRACE_MARGIN_MS = 1000;
/** The load's own patience with a connect: whoever is still connecting at the end is heard of. */
const CONNECT_MS = 10_000;

/**
 * Conducts the run, ends the load in order and collects the servers' ledgers. Ctrl-C ends it
 * early and is no error: what there is by then is the outcome.
 * @throws TidegateError for anything else that ends it early
 */
export async function carryOut(run: CarryOut): Promise<Outcome> {
  const { ground, fleet, recorder, signal, patienceMs } = run;
  const { deployment, scenario } = ground;
  const waiter = createWaiter(signal, Promise.race([deployment.failure, fleet.failure]));
  const stopSampling = sampleTester(
    'conductor',
    () => recorder.now(),
    (sample) => recorder.tester.push(sample),
  );
  try {
    await conduct({
      deployment,
      fleet,
      loop: run.loop,
      recorder,
      waiter,
      maintenance: scenario.maintenance,
      rampMs: scenario.load.rampMs,
      bounds: () => runBounds(deployment.health, recorder.lagMs()),
    });
    const records = await recorder.phase('finish', () =>
      waiter.until(fleet.finish(graceMs(scenario.load, patienceMs))),
    );
    return { interrupted: false, records, servers: await waiter.until(deployment.ledgers()) };
  } catch (error) {
    if (!(error instanceof TidegateError && error.code === 'INTERRUPTED')) throw error;
    return { interrupted: true, records: await handover(fleet), servers: null };
  } finally {
    stopSampling();
  }
}

async function handover(fleet: Fleet): Promise<LoadRecords> {
  const finished = fleet.finish(0).catch(() => fleet.partial());
  return withTimer(HANDOVER_MS, (elapsed) =>
    Promise.race([finished, elapsed.then(() => fleet.partial())]),
  );
}

/** Until every request has had its own length and the patience, so that none ends unjudged. */
function graceMs(load: LoadSpec, patienceMs: number): number {
  const longestMs = load.mix.reduce(
    (longest, { session }) =>
      'lastsMs' in session ? Math.max(longest, session.lastsMs[1]) : longest,
    0,
  );
  return Math.max(longestMs + patienceMs, CONNECT_MS) + GRACE_MARGIN_MS;
}
