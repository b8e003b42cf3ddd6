import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EngineChoice } from '../../model/engine.js';
import type { Scenario } from '../../model/scenario.js';
import { startJanitor } from '../janitor/janitor.js';
import { removeUpState } from '../up/up-state.js';
import { startChain } from './chain.js';
import type { Ground } from './ground.js';
import { refuseUnmoved } from './refuse-unmoved.js';
import { confsOf, nameStage, setStage } from './stage.js';
import { inUsersWords } from './users-words.js';

export interface ChainOptions {
  /** The scenario's file; its configurations are in the same folder. */
  readonly file: string;
  readonly scenario: Scenario;
  readonly engine: EngineChoice;
  /** Loopback block to run on; null = the addresses of the configurations. */
  readonly block: string | null;
  /** The state file that announces the chain, and that is removed with it; left out = there is none. */
  readonly stateFile?: string;
  /** Ctrl-C while it starts. */
  readonly signal: AbortSignal;
}

/** A chain that Tidegate started. */
export interface StagedChain extends Ground {
  /** Made for this chain; removed when it is closed. */
  readonly directory: string;
}

/**
 * Lays out a scenario in a directory of its own and starts its chain. If this process is killed by
 * kill -9, a janitor cleans up.
 * @throws TidegateError of startChain, OPTION_MISPLACED, COMMAND_INTERRUPTED
 */
export async function stageChain(options: ChainOptions): Promise<StagedChain> {
  const { stateFile } = options;
  const directory = nameStage();
  const note = stateFile === undefined ? null : { file: stateFile, directory };
  // The janitor starts before the directory exists, so that the directory is removed in every case.
  const janitor = await startJanitor({ remove: [directory], note, commands: null });
  const sweep = async (): Promise<void> => {
    try {
      if (note) await removeUpState(note.file, directory);
      await rm(directory, { recursive: true, force: true });
    } finally {
      await janitor.dismiss();
    }
  };
  try {
    const { file, scenario, block, engine, signal } = options;
    const stage = await setStage(directory, file, scenario, block);
    if (block !== null) refuseUnmoved(stage, block);
    const target = await startChain(stage, engine, signal);
    const close = async (): Promise<void> => {
      await target.stop();
      await sweep();
    };
    let closing: Promise<void> | null = null;
    return {
      scenario: stage.scenario,
      target,
      directory,
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    // If the chain could not be made, the cleanup may fail too: only the first error is reported,
    // for it has the cause.
    await sweep().catch(() => undefined);
    throw inUsersWords(error, confsOf(directory), dirname(options.file));
  }
}
