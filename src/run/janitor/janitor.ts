import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { TidegateError } from '../../lib/errors.js';
import type { CommandEnd } from '../command/command.js';
import type { CommandPair } from '../command/last-word.js';

/** What must not remain after the run. */
export interface Chores {
  /** Directories that are removed whole: the run's directory, with any maintenance file in it. */
  readonly remove: readonly string[];
  /** A note that is removed if it still names `directory`. */
  readonly note: { readonly file: string; readonly directory: string } | null;
  /** The user's own commands: off is run if on was begun. */
  readonly commands: CommandPair | null;
}

type Deed = 'chores' | 'on' | 'off' | 'dismiss';

/** A message from the run to its janitor. */
export interface Order {
  readonly id: number;
  readonly deed: Deed;
  /** Present with the deed `chores`. */
  readonly chores?: Chores;
}

/**
 * A message from the janitor to its run. `end` comes with `on` and `off`; it is null if the command
 * did not run.
 */
export interface Report {
  readonly id: number;
  readonly end: CommandEnd | null;
}

export interface Janitor {
  /** Whether the janitor has ended by itself. */
  gone(): boolean;
  /** Runs the on command; null = off has begun already. @throws TidegateError JANITOR_DIED */
  on(): Promise<CommandEnd | null>;
  /** Ends what still runs of the on command, then runs off; null = on was never begun. */
  off(): Promise<CommandEnd | null>;
  /** The run has cleaned up by itself: the janitor leaves without doing its chores. */
  dismiss(): Promise<void>;
}

/** A call that waits for a report. */
interface Waiting {
  readonly resolve: (end: CommandEnd | null) => void;
  readonly reject: (error: TidegateError) => void;
}

const ENTRY = new URL('./janitor-main.js', import.meta.url);

/**
 * Starts a small process in a session of its own. It does the chores if this process ends without
 * dismissing it, even by kill -9, because that closes its IPC channel. It also runs the user's
 * commands, so that it knows of every command that is under way. Resolves when it has received its
 * chores.
 */
export async function startJanitor(chores: Chores, entry: URL = ENTRY): Promise<Janitor> {
  const child = spawn(process.execPath, [fileURLToPath(entry)], {
    detached: true,
    // Its last messages go to our stderr, because there may be no other process left to print them.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    argv0: 'tidegate: janitor',
  });
  let orders = 0;
  const waiting = new Map<number, Waiting>();
  let gone: TidegateError | null = null;
  const lose = (how: string): void => {
    gone ??= janitorDied(how);
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  child.on('error', (error) => lose(error.message));
  child.on('exit', (code, signal) => lose(signal ?? `exit code ${code}`));
  child.on('message', ({ id, end }: Report) => {
    waiting.get(id)?.resolve(end);
    waiting.delete(id);
  });
  const tell = (order: Omit<Order, 'id'>): Promise<CommandEnd | null> =>
    new Promise((resolve, reject) => {
      const id = orders++;
      waiting.set(id, { resolve, reject });
      if (gone) lose('');
      else child.send({ id, ...order } satisfies Order, (error) => error && lose(error.message));
    });

  await tell({ deed: 'chores', chores });
  return {
    gone: () => gone !== null,
    on: () => tell({ deed: 'on' }),
    off: () => tell({ deed: 'off' }),
    dismiss: async () => {
      // A janitor that is gone already has nothing left to do.
      await tell({ deed: 'dismiss' }).catch(() => undefined);
      if (child.connected) child.disconnect();
    },
  };
}

function janitorDied(how: string): TidegateError {
  const message = `the janitor, the process that runs the maintenance commands, ended (${how})`;
  return new TidegateError('JANITOR_DIED', message, {
    hint: 'Something on this host has ended it; run --maintenance-off by hand to be sure.',
  });
}
