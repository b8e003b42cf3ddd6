import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../../lib/clock.js';
import { LastLines } from '../../lib/text/last-lines.js';
import { endProcesses } from './end-processes.js';
import { MARK } from './processes.js';

/** How a command ended. It is sent between processes, so it is plain data. */
export interface CommandEnd {
  /** `exit code 7`, `SIGKILL`, or why it could not be started; null = exit code 0. */
  readonly fault: string | null;
  /** It did not end within its limit, and was ended together with its children. */
  readonly timedOut: boolean;
  /** When it exited, on the clock of lib/clock. */
  readonly atMs: number;
  readonly durationMs: number;
  /** The last lines of its stderr, or of its stdout if stderr is empty. */
  readonly said: readonly string[];
}

/** A command that has been started. */
export interface Command {
  /** It has exited with 0. `ended` follows when its last output has been read. */
  readonly succeeded: boolean;
  readonly ended: Promise<CommandEnd>;
  /** Ends it with all processes that it has started; resolves when they are gone. */
  end(): Promise<void>;
}

/** The longest delay of a Node timer. A longer delay would fire at once. */
const TIMER_MAX_MS = 2 ** 31 - 1;
/**
 * How long to wait for the last output of a command that has exited. After a success the wait is
 * short, so that it is reported without delay.
 */
const LAST_WORDS_MS = { failed: 200, done: 20 } as const;

/**
 * Runs a command by the shell, in a session of its own. The command is over when the shell exits:
 * processes that it leaves in the background may hold its output open for ever, and are left alone.
 * @param limitMs after this it is ended with its children
 * @param mark by which its processes are found, also after they got another parent
 */
export function startCommand(text: string, limitMs: number, mark: string = randomUUID()): Command {
  const beganMs = monotonicMs();
  const child = spawn('/bin/sh', ['-c', text], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, [MARK]: mark },
  });
  const [output, errors] = [new LastLines(), new LastLines()];
  // The output is read to the end, also after the exit: a closed pipe would kill a daemon that
  // still writes to it.
  child.stdout.setEncoding('utf8').on('data', (piece: string) => output.add(piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => errors.add(piece));

  const end = async (): Promise<void> => {
    if (child.pid !== undefined) await endProcesses({ leader: child.pid, mark });
  };
  let timedOut = false;
  let succeeded = false;
  const exited = new Promise<string | null>((resolve) => {
    const limit = setTimeout(
      () => {
        timedOut = true;
        // The command counts as ended when its children are gone too.
        void end().then(() => resolve('ended'));
      },
      Math.min(limitMs, TIMER_MAX_MS),
    );
    child.once('error', (error) => {
      clearTimeout(limit);
      resolve(error.message);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(limit);
      succeeded = code === 0 && !timedOut;
      if (!timedOut) resolve(code === 0 ? null : (signal ?? `exit code ${code}`));
    });
  });
  const closed = once(child, 'close').catch(() => undefined);
  const ended = exited.then(async (fault) => {
    const atMs = monotonicMs();
    const waitMs = LAST_WORDS_MS[fault === null ? 'done' : 'failed'];
    await Promise.race([closed, delay(waitMs, undefined, { ref: false })]);
    const said = errors.lines().length > 0 ? errors.lines() : output.lines();
    return { fault, timedOut, atMs, durationMs: atMs - beganMs, said };
  });
  return {
    ended,
    end,
    get succeeded() {
      return succeeded;
    },
  };
}
