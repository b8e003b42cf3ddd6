import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** First descriptor number at which a worker finds what it inherited. */
export const INHERITED_FD = 4;

export interface WorkerOptions {
  /** Compiled module to run, as a file URL. */
  readonly entry: URL;
  /** Title in `ps` and in messages: `frontend worker 0`. */
  readonly name: string;
  readonly args?: readonly string[];
  /** For Node itself. */
  readonly nodeArgs?: readonly string[];
  /** Listening descriptors to inherit; the worker finds them from INHERITED_FD on, in this order. */
  readonly listenFds?: readonly number[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a Node process that talks over IPC (structured clone) and inherits listening sockets.
 * The worker must call `endWithParent()` first thing, so that it never outlives its parent.
 */
export function startWorker(options: WorkerOptions): ChildProcess {
  const { nodeArgs = [], args = [] } = options;
  return spawn(process.execPath, [...nodeArgs, fileURLToPath(options.entry), ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...(options.listenFds ?? [])],
    // A session of its own: what a terminal or `timeout` sends to the whole group reaches the parent
    // alone, who ends the workers in order.
    detached: true,
    env: { ...process.env, ...options.env },
    argv0: `tidegate: ${options.name}`,
    serialization: 'advanced',
  });
}

/**
 * Ends this process when its parent is gone, however the parent went (the IPC channel closes
 * with it, even on kill -9), and leaves Ctrl-C to the parent, who ends the workers in order.
 */
export function endWithParent(): void {
  process.on('SIGINT', () => undefined);
  process.once('disconnect', die);
  // The parent may have gone while this process was still starting.
  if (process.connected === false) die();
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}
