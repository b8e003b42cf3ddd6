import { monotonicMs } from '../lib/clock.js';
import type { ErrorCode } from '../lib/error-codes/registry.js';
import { EXIT, type ExitCode, errorText, interruption } from '../lib/errors.js';

/** What a command may know of its process; tests pass a made-up one. */
export interface World {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: () => string;
  readonly stdout: Output;
  readonly stderr: Output;
  exitCode?: number | string | null | undefined;
  /** The title that `ps` shows. */
  title?: string;
  /** Ctrl-C and similar signals, for commands that run for a while. */
  on(signal: Signal, listener: () => void): unknown;
  off(signal: Signal, listener: () => void): unknown;
  /** Used only for a second Ctrl-C. */
  exit(code: number): void;
}

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  on?(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/**
 * A reader that has gone (`| head`) is no error: the command continues, unread. If output cannot be
 * written for another reason, such as a full disk, that is reported once, and the command does not
 * pass.
 */
export function outliveReaders(world: World): { readonly judge: () => void } {
  const { stdout, stderr } = world;
  let lost = false;
  const judge = (): void => {
    if (lost && !world.exitCode) world.exitCode = EXIT.usage;
  };
  for (const [name, output] of [
    ['standard output', stdout],
    ['standard error', stderr],
  ] as const) {
    output.on?.('error', ({ code, message }) => {
      if (code === 'EPIPE' || lost) return;
      lost = true;
      judge();
      const hint = 'Send it to a place that can be written to and has space left.';
      const text = `${name} cannot be written: ${message}`;
      stderr.write(errorText({ code: 'OUTPUT_FAILED' satisfies ErrorCode, message: text, hint }));
    });
  }
  return { judge };
}

/** Whether to colour what goes to `output`: a terminal, and NO_COLOR is not set. */
export function wantsColour(world: World, output: Output = world.stdout): boolean {
  if (world.env.NO_COLOR) return false;
  if (world.env.FORCE_COLOR && world.env.FORCE_COLOR !== '0') return true;
  return output.isTTY === true;
}

/**
 * One Ctrl-C can arrive twice: npm and `timeout` forward the signal to the command although the
 * terminal, or they themselves, already sent it to the whole group.
 */
const SAME_PRESS_MS = 1000;

/** A closed terminal interrupts as Ctrl-C does; SIGTERM has its own code. */
const EXIT_BY_SIGNAL = {
  SIGINT: EXIT.interrupted,
  SIGHUP: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
} as const satisfies Record<Signal, ExitCode>;

/**
 * Runs `work` with a signal that Ctrl-C aborts, so that it can end in order. A second Ctrl-C ends
 * the process at once: its children end with it, and the janitor switches maintenance off.
 */
export async function untilInterrupted<T>(
  world: World,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let firstMs: number | null = null;
  const interrupt = (exitCode: ExitCode): void => {
    const atMs = monotonicMs();
    if (firstMs === null) {
      firstMs = atMs;
      controller.abort(interruption(exitCode));
    } else if (atMs - firstMs > SAME_PRESS_MS) world.exit(exitCode);
  };
  const signals = Object.keys(EXIT_BY_SIGNAL) as Signal[];
  const listeners = signals.map(
    (signal) => [signal, () => interrupt(EXIT_BY_SIGNAL[signal])] as const,
  );
  for (const [signal, listener] of listeners) world.on(signal, listener);
  try {
    return await work(controller.signal);
  } finally {
    for (const [signal, listener] of listeners) world.off(signal, listener);
  }
}
