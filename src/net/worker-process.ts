import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The first inherited descriptor of a worker has this number. */
export const INHERITED_FD = 4;

export interface WorkerOptions {
  /** Compiled module to run, as a file URL. */
  readonly entry: URL;
  /** Title in `ps` and in messages: `frontend worker 0`. */
  readonly name: string;
  readonly args?: readonly string[];
  /** Arguments for Node itself. */
  readonly nodeArgs?: readonly string[];
  /**
   * Listening descriptors to inherit; the worker finds them from INHERITED_FD on, in this order.
   */
  readonly listenFds?: readonly number[];
  readonly env?: Readonly<Record<string, string>>;
  /** `pipe`: the parent reads its stderr; otherwise it goes to the parent's own. */
  readonly stderr?: 'inherit' | 'pipe';
}

/**
 * Starts a Node process that communicates over IPC (structured clone) and inherits listening
 * sockets. The worker must call `endWithParent()` first, so that it never outlives its parent.
 */
export function startWorker(options: WorkerOptions): ChildProcess {
  const { nodeArgs = [], args = [], stderr = 'inherit' } = options;
  return spawn(process.execPath, [...nodeArgs, fileURLToPath(options.entry), ...args], {
    stdio: ['ignore', 'inherit', stderr, 'ipc', ...(options.listenFds ?? [])],
    // A session of its own: signals that a terminal or `timeout` sends to the whole group reach
    // only the parent, which ends the workers in order.
    detached: true,
    env: { ...process.env, ...options.env },
    argv0: `tidegate: ${options.name}`,
    serialization: 'advanced',
  });
}

/**
 * Ends this process when its parent is gone, however it ended (the IPC channel closes with it, even
 * on kill -9). Leaves Ctrl-C to the parent, which ends the workers in order.
 */
export function endWithParent(): void {
  process.on('SIGINT', () => undefined);
  process.once('disconnect', die);
  // The parent may have ended while this process was starting.
  if (process.connected === false) die();
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}
