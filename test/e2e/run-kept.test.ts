import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, type TestContext, test } from 'vitest';
import type { RunResult } from '../../src/model/run-result.js';
import { type CliRun, type StartedCli, startCli } from '../support/cli.js';
import { runDirectories, untilNone } from '../support/leftovers.js';
import { takeBlock } from '../support/loopback.js';
import { quickScenario } from '../support/scenario.js';

interface KeptRun extends StartedCli {
  readonly folder: string;
  result(): RunResult;
}

/** A run on its own chain with a long return phase, during which a process can be killed. */
function start({ onTestFinished }: TestContext): KeptRun {
  const { block, giveBack } = takeBlock();
  const scenario = quickScenario(
    ['scenario.yaml', 'return: 1500ms', 'return: 20s'],
    ['scenario.yaml', '[300ms, 900ms]', '[200ms, 500ms]'],
    ['frontend.conf', 'drain_timeout 1500ms', 'drain_timeout 800ms'],
  );
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  onTestFinished(async () => {
    expect(await untilNone(() => runDirectories(folder), 5000)).toEqual([]);
    giveBack();
    rmSync(folder, { recursive: true, force: true });
    scenario.remove();
  });
  const out = join(folder, 'result.json');
  const args = ['run', scenario.file, '--loopback', block, '--out', out];
  const few = ['--connections', '100', '--ramp', '200ms'];
  const cli = startCli([...args, ...few], { TMPDIR: folder });
  return {
    ...cli,
    folder,
    result: () => JSON.parse(readFileSync(out, 'utf8')) as RunResult,
  };
}

/** Process id of the child of `parent` whose command line matches. */
function childOf(parent: number, line: RegExp): number {
  const pid = readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ');
      return ppid === parent && line.test(command);
    } catch {
      return false;
    }
  });
  if (pid === undefined) throw new Error(`${parent} has no child ${line}`);
  return Number(pid);
}

/** Waits until the maintenance file has appeared and is gone again. */
async function maintenanceIsOver({ folder, finished }: KeptRun): Promise<void> {
  let ended: CliRun | null = null;
  void finished.then((run) => {
    ended = run;
  });
  for (const wanted of [true, false]) {
    for (;;) {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      if (files.some((file) => file.endsWith('/maintaining.html')) === wanted) break;
      if (ended) throw new Error(`it ended too early: ${JSON.stringify(ended)}`);
      await delay(20);
    }
  }
  await delay(500);
}

const settled = ['flip-visible', 'status-and-body', 'last-new-request', 'all-gone'] as const;

function statuses({ checks }: RunResult, ids: readonly string[]): string[] {
  return checks.filter(({ id }) => ids.includes(id)).map(({ id, status }) => `${id} ${status}`);
}

test.concurrent('a load worker that is killed after the drain: judged by what is there, no pass', async (context) => {
  const run = start(context);
  await maintenanceIsOver(run);
  process.kill(childOf(run.child.pid ?? 0, /^tidegate: load-0/), 'SIGKILL');
  const { code, stdout, stderr } = await run.finished;
  expect(stderr).toMatch(
    /^tidegate: the load worker load-0 ended by itself \(SIGKILL\) \[WORKER_DIED\]/,
  );
  const result = run.result();
  expect(result).toMatchObject({ interrupted: false, trouble: { code: 'WORKER_DIED' } });
  expect(statuses(result, settled), stdout).toEqual(settled.map((id) => `${id} pass`));
  expect(result.verdict, stdout).toBe('invalid');
  expect(code).toBe(3);
  expect(stdout).toContain('Saved: ');
});

test.concurrent('a frontend that is killed after the drain: the checks say what that did', async (context) => {
  const run = start(context);
  await maintenanceIsOver(run);
  process.kill(childOf(run.child.pid ?? 0, /tidegate\.js proxy .*frontend\.conf/), 'SIGKILL');
  const { code, stdout, stderr } = await run.finished;
  expect(stderr).toMatch(/^tidegate: the frontend proxy ended by itself \(SIGKILL\) \[BOX_DIED\]/);
  const result = run.result();
  expect(result.trouble?.code).toBe('BOX_DIED');
  expect(result.connections.established).toBe(100);
  expect(statuses(result, settled), stdout).toEqual(settled.map((id) => `${id} pass`));
  // Every response that was under way was cut.
  expect(result.verdict, stdout).toBe('fail');
  expect(code).toBe(1);
});

test.concurrent('a backend server that is killed takes only its own ledger along', async (context) => {
  const run = start(context);
  await maintenanceIsOver(run);
  process.kill(childOf(run.child.pid ?? 0, /^tidegate: backend server b/), 'SIGKILL');
  const { stdout, stderr } = await run.finished;
  expect(stderr).toMatch(/^tidegate: the backend server b ended by itself \(SIGKILL\)/);
  const result = run.result();
  expect(result.trouble?.code).toBe('BOX_DIED');
  // The check needs the ledger of backend server a.
  expect(statuses(result, ['all-gone']), stdout).toEqual(['all-gone pass']);
});
