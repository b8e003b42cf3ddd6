import { countEstablished } from '../host/sockets/sockets.js';
import { startFleet } from '../load/fleet.js';
import type { CapacityReport } from '../model/capacity.js';
import type { EngineChoice } from '../model/engine.js';
import type { RunProgress } from '../model/progress.js';
import type { Budgets } from '../model/run-account.js';
import type { RunResult } from '../model/run-result.js';
import type { Scenario } from '../model/scenario.js';
import { createLoop } from '../net/create-loop.js';
import type { Loop } from '../net/loop.js';
import { preflight } from '../plan/preflight.js';
import { parseSources } from '../plan/sources.js';
import { judgeRun } from '../verify/judge-run.js';
import { carryOut, type Outcome } from './carry-out.js';
import { REAL_CLOCK } from './clock.js';
import { type FinishedRun, gatherAccount } from './gather-account.js';
import { gatherLedger } from './gather-ledger.js';
import { Guarantees } from './guarantees.js';
import { Harvest } from './harvest.js';
import { PHASES } from './phases/registry.js';
import type { HostLooks } from './play.js';
import { leaveRoom, type PreparedLoad, prepareLoad } from './prepare-load.js';
import { Recorder } from './recorder.js';
import { type Score, scoreOf } from './scenarios/score-of.js';
import { keepYoungHeapSmall } from './small-young-heap.js';
import type { StoredRun } from './stored/ledger-file.js';
import { type Ground, groundFor } from './targets/ground.js';
import { predict } from './targets/predict.js';
import { openTarget } from './targets/registry.js';
import type { ForeignOptions } from './targets/target-kind.js';
import { troubleOf } from './trouble.js';
import { createWaiter } from './wait.js';
import { watchFleet } from './watch/fleet.js';
import { sampleMemory } from './watch/memory.js';
import { Watches } from './watch/watches.js';

export type { ForeignOptions };

export interface RunOptions {
  /** The scenario's file and content. */
  readonly file: string;
  readonly scenario: Scenario;
  readonly engine: EngineChoice;
  /** Loopback block to run on; null = the addresses of the configurations. */
  readonly block: string | null;
  /** How much longer than its own length a request may take. */
  readonly patienceMs: number;
  readonly budgets: Budgets;
  /** The user's own deployment; null = the scenario's chain. */
  readonly foreign: ForeignOptions | null;
  /** Ctrl-C: the run ends in order and returns what it has. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
}

/** A run that is over: its result, and all that it was judged by. */
export interface JudgedRun extends StoredRun {
  readonly result: RunResult;
}

const LOOKS: HostLooks = { established: countEstablished, memory: sampleMemory };

/**
 * Runs a scenario from end to end. When it returns or throws, nothing that it started is left.
 * @throws TidegateError for anything that prevents the run
 */
export async function runScenario(options: RunOptions): Promise<JudgedRun> {
  keepYoungHeapSmall();
  const { sources } = options.scenario.load;
  // Before anything is started for it.
  if (sources !== null) parseSources(sources);
  const loop = await createLoop(options.engine);
  try {
    const ground = await openTarget({ ...options, loop });
    let run: JudgedRun;
    try {
      run = await runOn(ground, options, loop);
    } catch (error) {
      await ground.close();
      throw error;
    }
    return await closed(ground, run);
  } finally {
    loop.close();
  }
}

/** A failed cleanup is reported in the result: the result itself is not thrown away for it. */
async function closed(ground: Ground, run: JudgedRun): Promise<JudgedRun> {
  try {
    await ground.close();
    return run;
  } catch (error) {
    const { result } = run;
    return { ...run, result: { ...result, trouble: result.trouble ?? troubleOf(error) } };
  }
}

async function runOn(given: Ground, options: RunOptions, loop: Loop): Promise<JudgedRun> {
  const startedAt = new Date();
  const recorder = new Recorder(REAL_CLOCK);
  const score = scoreOf(given.scenario);
  const ground = groundFor(given, score.needs);
  const { engine, patienceMs, budgets } = options;
  const prepared = prepareLoad(ground, {
    engine,
    originMs: recorder.originMs,
    patienceMs,
    newcomers: 'newcomers' in score.watches,
  });
  const prediction = predictFor(ground, prepared);
  const tooMany = prediction && preflight(prepared.plan.load.connections, prediction);
  if (tooMany) throw tooMany;
  const load = leaveRoom(prepared, prediction?.endToEnd.max ?? null);
  const run = { startedAt, ground, score, load, prediction, recorder, budgets };
  const played = await playOn(run, options, loop);
  const account = gatherAccount({ ...run, ...played });
  const ledger = gatherLedger(ground.target, recorder, played.outcome);
  return { account, ledger, result: judgeRun(account, ledger) };
}

/** Plays the score with a fleet of its own. */
async function playOn(
  {
    ground,
    score,
    load,
    recorder,
  }: Pick<FinishedRun, 'ground' | 'load' | 'recorder'> & { score: Score },
  { signal, patienceMs, onProgress }: RunOptions,
  loop: Loop,
): Promise<{ readonly engine: string; readonly outcome: Outcome }> {
  const { scenario, target } = ground;
  const fleet = await startFleet(load.plan, load.workers);
  const stopWatching = watchFleet(fleet, recorder, onProgress);
  try {
    const failure = Promise.race([target.failure, fleet.failure]);
    const play = {
      scenario: { ...scenario, load: load.plan.load },
      target,
      fleet,
      loop,
      recorder,
      waiter: createWaiter(signal, failure),
      watches: new Watches(score.watches),
      guarantees: new Guarantees(),
      harvest: new Harvest({ fleet, target, load: load.plan.load, patienceMs }),
      looks: LOOKS,
    };
    const outcome = await carryOut(play, score.steps, PHASES, signal);
    return { engine: fleet.engine, outcome };
  } finally {
    stopWatching();
    fleet.kill();
  }
}

function predictFor({ target }: Ground, { facts, plan }: PreparedLoad): CapacityReport | null {
  if (!target.frontend) return null;
  const { sources } = plan.load;
  const addresses = sources === null ? 1 : parseSources(sources).count;
  return predict(target.frontend, facts, addresses, plan.ports);
}
