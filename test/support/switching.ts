import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RunResult } from '../../src/model/run-result.js';
import { type StartedCli, startCli } from './cli.js';
import { processesMarked, untilNone } from './leftovers.js';
import { loopback, loopbackBlock } from './loopback.js';
import { linesOf } from './shell.js';

/** A chain that `up` keeps running, used by its URLs like any other deployment. */
export interface UpChain {
  readonly env: Readonly<Record<string, string>>;
  end(): Promise<void>;
}

export async function startUp(scenario: string): Promise<UpChain> {
  const folder = mkdtempSync(join(tmpdir(), 'switching-up-'));
  const env = { TMPDIR: folder, XDG_STATE_HOME: folder };
  const chain = startCli(['up', scenario, '--loopback', loopbackBlock], env);
  await chain.printed(/From another terminal/);
  return {
    env,
    end: async () => {
      chain.child.kill('SIGINT');
      await chain.finished;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The test's own commands; `$D` is the folder of the test. */
export interface Commands {
  readonly on: string;
  readonly off?: string;
}

/** One run against the chain, switched by commands that log to `$D/log` what they do. */
export interface Switching extends StartedCli {
  readonly folder: string;
  /** Lines that the commands have written so far. */
  log(): string[];
  has(file: string): boolean;
  /** The saved result. */
  result(): RunResult;
  /** Resolves when nothing that the run or its commands have started is left. */
  allGone(): Promise<void>;
  remove(): void;
}

/** Every on command and every off command first writes a line to the log. */
export function startSwitching(
  scenario: string,
  commands: Commands,
  options: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Switching {
  const folder = mkdtempSync(join(tmpdir(), 'switching-'));
  const mark = randomUUID();
  const cli = startCli(
    [
      ...['run', scenario, '--url', `http://${loopback(1)}:18080`],
      ...['--backend-url', `http://${loopback(1)}:18081`, `http://${loopback(2)}:18081`],
      ...['--maintenance-on', `echo on >> $D/log; ${commands.on}`],
      ...['--maintenance-off', `echo off >> $D/log; ${commands.off ?? 'rm -f $D/file'}`],
      ...['--out', join(folder, 'result.json'), '--ramp', '100ms', ...options],
    ],
    { ...env, TMPDIR: folder, TIDEGATE_TEST_MARK: mark, D: folder },
  );
  return {
    ...cli,
    folder,
    log: () => linesOf(join(folder, 'log')),
    has: (file) => existsSync(join(folder, file)),
    result: () => JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as RunResult,
    allGone: async () => {
      expect(await untilNone(() => processesMarked(mark), 15_000)).toEqual([]);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
