import { TidegateError } from '../lib/errors.js';
import type { Fleet, LoadRecords } from '../load/fleet.js';
import { sampleTester } from '../load/tester-sampler.js';
import type { ServerLedger } from '../model/ledger.js';
import type { Trouble } from '../model/run-result.js';
import type { LoadSpec } from '../model/scenario.js';
import type { Loop } from '../net/loop.js';
import { conduct } from './conductor.js';
import { runBounds } from './maintenance/run-bounds.js';
import type { Recorder } from './recorder.js';
import type { Ground } from './targets/ground.js';
import { troubleOf } from './trouble.js';
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
  /** A signal ended it early. */
  readonly interrupted: boolean;
  /** What else ended it early, or kept maintenance from going off; null = nothing. */
  readonly trouble: Trouble | null;
  /** Run time at which it began to end itself: what ends later, we ended. */
  readonly endMs: number;
  readonly records: LoadRecords;
  /** The ledgers of the backend servers that could be had; null = there are none. */
  readonly servers: readonly ServerLedger[] | null;
}

/** Longest that load and backend servers of a run that ended early may take to hand over. */
const HANDOVER_MS = 4000;
/** Of that, for what is under way: an echo that is still on its way back is no broken tunnel. */
const HANDOVER_GRACE_MS = 1000;
/** On top of what is waited for anyway, for a loaded machine. */
const GRACE_MARGIN_MS = 1000;
/** The load's own patience with a connect: whoever is still connecting at the end is heard of. */
const CONNECT_MS = 10_000;

/**
 * Conducts the run, ends the load in order and collects the servers' ledgers. Whatever ends it
 * early, what there is by then is the outcome.
 */
export async function carryOut(run: CarryOut): Promise<Outcome> {
  const { ground, fleet, recorder, signal, patienceMs } = run;
  const { deployment, scenario } = ground;
  const waiter = createWaiter(signal, Promise.race([deployment.failure, fleet.failure]));
  const ledgers = lazily(() => deployment.ledgers());
  const stopSampling = sampleTester(
    'conductor',
    () => recorder.now(),
    (sample) => recorder.tester.push(sample),
  );
  let endMs: number | null = null;
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
    endMs = recorder.now();
    const records = await recorder.phase('finish', () =>
      waiter.until(fleet.finish(graceMs(scenario.load, patienceMs))),
    );
    const asked = ledgers();
    const servers = asked && (await waiter.until(Promise.all(asked)));
    return { interrupted: false, trouble: null, endMs, records, servers };
  } catch (error) {
    const bySignal = error instanceof TidegateError && error.code === 'COMMAND_INTERRUPTED';
    return {
      interrupted: signal.aborted,
      trouble: bySignal ? null : troubleOf(error),
      endMs: endMs ?? Math.min(recorder.now(), fleet.intactUntilMs() ?? Number.POSITIVE_INFINITY),
      records: (await handedOver(fleet.finish(HANDOVER_GRACE_MS))) ?? fleet.partial(),
      servers: await whatIsThere(ledgers()),
    };
  } finally {
    stopSampling();
  }
}

/** The ledgers of those who answer: one that died has taken its own along. */
async function whatIsThere(
  ledgers: readonly Promise<ServerLedger>[] | null,
): Promise<readonly ServerLedger[] | null> {
  if (!ledgers) return null;
  const there = await Promise.all(ledgers.map(handedOver));
  return there.filter((ledger) => ledger !== null);
}

/** Resolves with null where it takes too long, or fails. */
function handedOver<T>(work: Promise<T>): Promise<T | null> {
  const inTime = work.catch(() => null);
  return withTimer(HANDOVER_MS, (elapsed) => Promise.race([inTime, elapsed.then(() => null)]));
}

/** A server is asked once: its ledger comes in batches, and two questions would mix them. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
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
