import type { EngineChoice } from './boxes.js';
import { loadScenario } from './stage.js';
import { stageChain } from './staged-chain.js';
import { formatEndpoint } from './topology.js';
import { refuseSecondChain, type UpState, writeUpState } from './up-state.js';

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
  /** Rejects when a box ends by itself. */
  readonly failure: Promise<never>;
  lower(): Promise<void>;
}

/** @throws TidegateError of the scenario, of stageChain, UP_ALREADY, UP_NOT_WRITABLE, INTERRUPTED */
export async function raiseChain(options: RaiseOptions): Promise<RaisedChain> {
  const { stateFile, engine, block, signal } = options;
  await refuseSecondChain(stateFile);
  const { file, scenario } = await loadScenario(options.scenario);
  const chain = await stageChain({
    file,
    scenario,
    engine,
    block,
    signal,
    alsoRemove: [stateFile],
  });
  const { deployment } = chain;
  const state: UpState = {
    pid: process.pid,
    scenario: scenario.name,
    url: `http://${formatEndpoint(deployment.entry)}`,
    page: scenario.maintenance.page,
    drains: deployment.drained.name,
    backends: deployment.backends.map((backend) => ({
      name: backend.name,
      url: `http://${backend.host}`,
      maintenanceFile: backend.maintenanceFile ?? '',
    })),
  };
  try {
    await writeUpState(stateFile, state);
  } catch (error) {
    // The note that could not be written cannot always be removed either: the first error tells why.
    await chain.close().catch(() => undefined);
    throw error;
  }
  return { state, failure: deployment.failure, lower: chain.close };
}
