import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { TidegateError } from '../lib/errors.js';
import { makeFolder } from './make-folder.js';

/** What `tidegate up` leaves for `tidegate maintenance` to find, as long as it runs. */
export interface UpState {
  readonly pid: number;
  readonly scenario: string;
  readonly url: string;
  readonly page: string;
  /** The backend that maintenance takes out when none is named. */
  readonly drains: string;
  readonly backends: readonly {
    readonly name: string;
    readonly url: string;
    readonly maintenanceFile: string;
  }[];
}

/** One chain a user at a time; under XDG_STATE_HOME, else where that defaults to. */
export function stateFile(env: Readonly<Record<string, string | undefined>>): string {
  const base = env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  return join(base, 'tidegate', 'up.json');
}

/** @throws TidegateError UP_ALREADY when another chain of this user is up. */
export async function refuseSecondChain(file: string): Promise<void> {
  const other = await readState(file);
  if (other && isAlive(other.pid)) {
    throw new TidegateError('UP_ALREADY', `a chain is already up (pid ${other.pid})`, {
      hint: `Stop it with Ctrl-C in its terminal, or kill ${other.pid}.`,
    });
  }
}

/**
 * Makes a chain known; whoever lowers it removes the file.
 * @throws TidegateError UP_NOT_WRITABLE
 */
export async function writeUpState(file: string, state: UpState): Promise<void> {
  try {
    await makeFolder(dirname(file));
    await writeFile(file, JSON.stringify(state, null, 2));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TidegateError('UP_NOT_WRITABLE', `cannot note where the chain is: ${why}`, {
      hint: 'Set XDG_STATE_HOME to a folder that can be written to.',
      cause: error,
    });
  }
}

/** @throws TidegateError UP_NONE when no chain is up. */
export async function readUpState(file: string): Promise<UpState> {
  const state = await readState(file);
  if (!state || !isAlive(state.pid)) {
    throw new TidegateError('UP_NONE', 'no chain is up', {
      hint: 'Start one in another terminal: tidegate up.',
    });
  }
  return state;
}

async function readState(file: string): Promise<UpState | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as UpState;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
