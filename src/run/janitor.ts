import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What must not outlive the run. */
export interface Chores {
  /** Removed whole: the run's directory, with any maintenance file in it. */
  readonly remove: readonly string[];
  /** Run by the shell, in order: the user's own `--maintenance-off`. */
  readonly commands: readonly string[];
}

export interface Janitor {
  /** Replaces the chores; takes effect before the promise resolves. */
  assign(chores: Chores): Promise<void>;
  /** The run has cleaned up by itself: the janitor leaves without doing anything. */
  dismiss(): Promise<void>;
}

/**
 * Starts a small process in a session of its own that does the chores if this process ends
 * without dismissing it, even by kill -9: its IPC channel then closes.
 */
export function startJanitor(): Janitor {
  const entry = fileURLToPath(new URL('./janitor-main.js', import.meta.url));
  const child = spawn(process.execPath, [entry], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const told = (message: object): Promise<void> =>
    new Promise((resolve, reject) => {
      child.once('message', () => resolve());
      child.send(message, (error) => error && reject(error));
    });
  return {
    assign: (chores) => told({ type: 'assign', chores }),
    dismiss: async () => {
      await told({ type: 'dismiss' });
      child.disconnect();
    },
  };
}
