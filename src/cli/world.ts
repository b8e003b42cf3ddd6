import { monotonicMs } from '../lib/clock.js';
import { EXIT } from '../lib/errors.js';

/** What a command may know of the process around it; tests hand in a made one. */
export interface World {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: () => string;
  readonly stdout: Output;
  readonly stderr: Output;
  exitCode?: number | string | null | undefined;
  /** Ctrl-C and its like, for the commands that go on for a while. */
  on(signal: Signal, listener: () => void): unknown;
  off(signal: Signal, listener: () => void): unknown;
  /** The last resort, for a second Ctrl-C. */
  exit(code: number): void;
}

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  on?(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** A reader that has gone (`| head`) is no fault: what is still to be done goes on unread. */
export function outliveReaders({ stdout, stderr }: World): void {
  for (const output of [stdout, stderr]) {
    output.on?.('error', (error) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** Whether to colour what goes to `output`: a terminal, and nobody said NO_COLOR. */
export function wantsColour(world: World, output: Output = world.stdout): boolean {
  if (world.env.NO_COLOR) return false;
  if (world.env.FORCE_COLOR && world.env.FORCE_COLOR !== '0') return true;
  return output.isTTY === true;
}

/**
 * One Ctrl-C can arrive twice: npm and `timeout` send on to the command what the terminal or they
 * themselves have sent to its whole group.
 */
const SAME_PRESS_MS = 1000;

/**
 * Runs `work` with a signal that Ctrl-C aborts, so that it can end in order; a second Ctrl-C
 * ends the process at once (children end with it, the janitor takes away the rest).
 */
export async function untilInterrupted<T>(
  world: World,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let firstMs: number | null = null;
  const interrupt = (): void => {
    const atMs = monotonicMs();
    if (firstMs === null) {
      firstMs = atMs;
      controller.abort();
    } else if (atMs - firstMs > SAME_PRESS_MS) world.exit(EXIT.interrupted);
  };
  const signals: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) world.on(signal, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) world.off(signal, interrupt);
  }
}
