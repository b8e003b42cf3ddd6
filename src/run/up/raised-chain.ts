import { processStart } from '../../host/process-start.js';
import { originUrl } from '../../lib/address/origin.js';
import type { EngineChoice } from '../../model/engine.js';
import type { UpState } from '../../model/up.js';
import { loadScenario } from '../scenarios/load-scenario.js';
import { stageChain } from '../targets/staged-chain.js';
import { clearUpState, writeUpState } from './up-state.js';

export interface RaiseOptions {
  /** A shipped scenario's name or a scenario file. */
  readonly scenario: string;
  readonly engine: EngineChoice;
  readonly block: string | null;
  /** Where `tidegate maintenance` finds the chain. */
  readonly stateFile: string;
  /** Ctrl-C while it starts. */
  readonly signal: AbortSignal;
}

/** A chain that stays up until it is lowered, with maintenance switched from outside. */
export interface RaisedChain {
  readonly state: UpState;
  /** What was cleaned up after an earlier chain that is gone, in words; null = nothing. */
  readonly replaced: string | null;
  /** Rejects when a box ends by itself. */
  readonly failure: Promise<never>;
  lower(): Promise<void>;
}

/**
 * @throws TidegateError of the scenario, of stageChain, CHAIN_ALREADY_UP, UP_STATE_NOT_WRITABLE,
 *   UP_STATE_UNSAFE, COMMAND_INTERRUPTED
 */
export async function raiseChain(options: RaiseOptions): Promise<RaisedChain> {
  const { stateFile, engine, block, signal } = options;
  const replaced = await clearUpState(stateFile);
  const { file, scenario } = await loadScenario(options.scenario);
  const chain = await stageChain({
    file,
    scenario,
    engine,
    block,
    signal,
    stateFile,
  });
  const { target } = chain;
  const ground = target.maintenance?.ground;
  const state: UpState = {
    schema: 'tidegate.up/1',
    pid: process.pid,
    started: processStart(process.pid) ?? '',
    scenario: scenario.name,
    directory: chain.directory,
    url: originUrl(target.entry),
    page: ground?.page ?? '',
    drains: ground?.drained.name ?? null,
    backends: (ground?.backends ?? []).map((backend) => ({
      name: backend.name,
      url: originUrl(backend.origin),
      maintenanceFile: backend.maintenanceFile ?? '',
    })),
  };
  try {
    await writeUpState(stateFile, state);
  } catch (error) {
    // If the state file could not be written, the cleanup may fail too: only the first error is
    // reported, for it has the cause.
    await chain.close().catch(() => undefined);
    throw error;
  }
  return { state, replaced, failure: target.failure, lower: chain.close };
}
