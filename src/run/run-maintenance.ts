import { monotonicMs } from '../lib/clock.js';
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
import { carryOut } from './carry-out.js';
import { gatherAccount } from './gather-account.js';
import { gatherLedger } from './gather-ledger.js';
import { leaveRoom, type PreparedLoad, prepareLoad } from './prepare-load.js';
import { Recorder } from './recorder.js';
import { type DeploymentOptions, openForeign } from './targets/foreign.js';
import type { Ground } from './targets/ground.js';
import { predict } from './targets/predict.js';
import { loadScenario } from './targets/stage.js';
import { stageChain } from './targets/staged-chain.js';
import { troubleOf } from './trouble.js';
import { watchFleet } from './watch/fleet.js';

export type { DeploymentOptions };

export interface MaintenanceRunOptions {
  /** A shipped scenario's name or a scenario file. */
  readonly scenario: string;
  /** Instead of the scenario's; null = the scenario's. */
  readonly connections: number | null;
  readonly rampMs: number | null;
  readonly engine: EngineChoice;
  /** Loopback block to run on; null = the addresses as the configurations have them. */
  readonly block: string | null;
  /** How long after its own length a request is waited for. */
  readonly patienceMs: number;
  readonly budgets: Budgets;
  /** A deployment of the user's own; null = the scenario's chain. */
  readonly deployment: DeploymentOptions | null;
  /** Ctrl-C: the run ends in order and returns what it has. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
}

/**
 * Runs a maintenance scenario from end to end. Nothing that it started is left when it returns
 * or throws.
 * @throws TidegateError for anything that keeps the run from being made
 */
export async function runMaintenance(options: MaintenanceRunOptions): Promise<RunResult> {
  const { file, scenario: written } = await loadScenario(options.scenario);
  const wanted = overridden(written, options);
  const loop = await createLoop(options.engine);
  try {
    const ground = await openGround(options, file, wanted, loop);
    let result: RunResult;
    try {
      result = await runOn(ground, options, loop);
    } catch (error) {
      await ground.close();
      throw error;
    }
    return await closed(ground, result);
  } finally {
    loop.close();
  }
}

/** What could not be taken away again is said in the result: it is no reason to throw that away. */
async function closed(ground: Ground, result: RunResult): Promise<RunResult> {
  try {
    await ground.close();
    return result;
  } catch (error) {
    return { ...result, trouble: result.trouble ?? troubleOf(error) };
  }
}

function overridden(scenario: Scenario, options: MaintenanceRunOptions): Scenario {
  const { load } = scenario;
  return {
    ...scenario,
    load: {
      ...load,
      connections: options.connections ?? load.connections,
      rampMs: options.rampMs ?? load.rampMs,
    },
  };
}

async function openGround(
  options: MaintenanceRunOptions,
  file: string,
  scenario: Scenario,
  loop: Loop,
): Promise<Ground> {
  if (options.deployment) return openForeign(options.deployment, file, scenario, loop);
  const { engine, block, signal } = options;
  return stageChain({ file, scenario, engine, block, signal });
}

async function runOn(
  ground: Ground,
  options: MaintenanceRunOptions,
  loop: Loop,
): Promise<RunResult> {
  const startedAt = new Date();
  const recorder = new Recorder(monotonicMs());
  const { engine: wanted, patienceMs, budgets } = options;
  const { originMs } = recorder;
  const prepared = prepareLoad(ground, { engine: wanted, originMs, patienceMs });
  const prediction = predictFor(ground, prepared);
  const tooMany = prediction && preflight(prepared.plan.load.connections, prediction);
  if (tooMany) throw tooMany;
  const load = leaveRoom(prepared, prediction?.endToEnd.max ?? null);
  const fleet = await startFleet(load.plan, load.workers);
  const stopWatching = watchFleet(fleet, recorder, options.onProgress);
  try {
    const { signal } = options;
    const outcome = await carryOut({ ground, fleet, loop, recorder, signal, patienceMs });
    const { engine } = fleet;
    const finished = { startedAt, ground, load, engine, prediction, recorder, outcome, budgets };
    const ledger = gatherLedger(ground.deployment, recorder, outcome);
    return judgeRun(gatherAccount(finished), ledger);
  } finally {
    stopWatching();
    fleet.kill();
  }
}

function predictFor({ deployment }: Ground, { facts, plan }: PreparedLoad): CapacityReport | null {
  if (!deployment.frontend) return null;
  const { sources } = plan.load;
  const addresses = sources === null ? 1 : parseSources(sources).count;
  return predict(deployment.frontend, facts, addresses, plan.ports);
}
