import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const BIN = fileURLToPath(new URL('../../bin/tidegate.js', import.meta.url));

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedCli {
  readonly child: ChildProcess;
  /** Resolves when the output so far matches. */
  printed(pattern: RegExp): Promise<void>;
  readonly finished: Promise<CliRun>;
}

/** Signals the command and all other processes of its group, as a terminal does. */
export function signalGroup({ child }: StartedCli, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) process.kill(-child.pid, signal);
}

/** Starts the real command in a process of its own, which leads its own group. */
export function startCli(args: readonly string[], env: Record<string, string> = {}): StartedCli {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '80', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // So that a test can signal the whole group, as a terminal does.
    detached: true,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stdout,
    stderr,
  }));
  return {
    child,
    finished,
    printed: async (pattern) => {
      while (!pattern.test(stdout)) {
        await Promise.race([
          once(child.stdout, 'data'),
          finished.then((run) => {
            throw new Error(`ended before it printed ${pattern}:\n${run.stdout}${run.stderr}`);
          }),
        ]);
      }
    },
  };
}

/** Runs the real command to its end. */
export function runCli(args: readonly string[], env: Record<string, string> = {}): Promise<CliRun> {
  return startCli(args, env).finished;
}

/** Runs the real command to its end with standard output to a file. */
export async function runCliInto(file: string, args: readonly string[]): Promise<CliRun> {
  const output = openSync(file, 'w');
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', output, 'pipe'] });
  closeSync(output);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code, stdout: '', stderr };
}
