import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, type TestContext, test, vi } from 'vitest';
import { countEstablished } from '../../src/host/sockets/sockets.js';
import { jsonText } from '../../src/lib/text/printable.js';
import type { CheckId, RunResult } from '../../src/model/run-result.js';
import { parseRun } from '../../src/report/run/parse-run.js';
import { renderRunText } from '../../src/report/run/run-text.js';
import { readLedger } from '../../src/run/stored/ledger-file.js';
import { judgeRun } from '../../src/verify/judge-run.js';
import { type CliRun, runCli, type StartedCli, signalGroup, startCli } from '../support/cli.js';
import { hasIpv6 } from '../support/ipv6.js';
import { layoutWith } from '../support/layout.js';
import { processesMarked, runDirectories, untilNone } from '../support/leftovers.js';
import { takeBlock } from '../support/loopback.js';
import { type Edit, onIpv6, quickScenario, type TestScenario } from '../support/scenario.js';

// A run mostly waits, so several can run at once.
vi.setConfig({ maxConcurrency: 3, testTimeout: 60_000 });

interface Ended {
  readonly code: number | null;
  readonly result: RunResult;
  readonly text: string;
}

/** What one test has: a scenario, a loopback block, and a TMPDIR in which leftovers are seen. */
class Stage {
  readonly folder = mkdtempSync(join(tmpdir(), 'run-test-'));
  readonly mark = randomUUID();
  readonly env = { TMPDIR: this.folder, TIDEGATE_TEST_MARK: this.mark };
  readonly out = join(this.folder, 'result.json');
  readonly scenario: TestScenario;
  readonly args: readonly string[];
  readonly block: string;

  constructor({ onTestFinished }: TestContext, ...edits: readonly Edit[]) {
    this.scenario = quickScenario(...edits);
    const { block, giveBack } = takeBlock();
    this.block = block;
    this.args = ['run', this.scenario.file, '--out', this.out];
    onTestFinished(async () => {
      this.scenario.remove();
      const processes = await untilNone(() => processesMarked(this.mark), 5000);
      const directories = await untilNone(() => runDirectories(this.folder), 2000);
      rmSync(this.folder, { recursive: true, force: true });
      giveBack();
      expect(processes, 'no process is left behind').toEqual([]);
      expect(directories, 'no run directory, and so no maintenance file, is left').toEqual([]);
    });
  }

  /** Starts it on the block. */
  start(): StartedCli {
    return startCli([...this.args, '--loopback', this.block], this.env);
  }

  /** Runs to the end, on the block. */
  run(): Promise<Ended> {
    return this.runInPlace('--loopback', this.block);
  }

  async runInPlace(...args: string[]): Promise<Ended> {
    const { code, stdout, stderr } = await runCli([...this.args, ...args], this.env);
    const text = `${stdout}${stderr}`;
    try {
      const result = this.result();
      await this.judgedAgain(result);
      return { code, text, result };
    } catch (cause) {
      throw new Error(`no result; the command said:\n${text}`, { cause });
    }
  }

  /** Checks that the stored ledger alone gives every run the same verdict with the same findings. */
  async judgedAgain({ verdict, checks, fates }: RunResult): Promise<void> {
    const { account, ledger } = await readLedger(join(this.folder, 'result.ledger'));
    const again = judgeRun(account, ledger);
    expect({ verdict: again.verdict, checks: again.checks, fates: again.fates }).toEqual({
      verdict,
      checks,
      fates,
    });
  }

  result(): RunResult {
    return JSON.parse(readFileSync(this.out, 'utf8')) as RunResult;
  }

  /** Waits until the run has its directory: its chain is about to start. */
  async untilStaged(): Promise<void> {
    while (runDirectories(this.folder).length === 0) await delay(2);
  }

  /** Waits for the maintenance file in the run's directory. */
  async maintenanceIsOn({ finished }: StartedCli): Promise<void> {
    let ended: CliRun | null = null;
    void finished.then((run) => {
      ended = run;
    });
    for (;;) {
      const files = readdirSync(this.folder, { recursive: true, encoding: 'utf8' });
      if (files.some((file) => file.endsWith('/maintaining.html'))) return;
      if (ended) throw new Error(`it ended before maintenance: ${JSON.stringify(ended)}`);
      await delay(20);
    }
  }
}

function statusOf(result: RunResult, id: CheckId): string {
  return result.checks.find((check) => check.id === id)?.status ?? 'missing';
}

function failed(result: RunResult): string[] {
  return result.checks.filter((check) => check.status === 'fail').map((check) => check.id);
}

describe('graceful maintenance', () => {
  test('passes, with every connection accounted for', async (context) => {
    const { code, result, text } = await new Stage(context).run();
    expect(failed(result), text).toEqual([]);
    expect(result.verdict, text).toBe('pass');
    expect(code).toBe(0);
    expect(result.connections.established).toBe(600);
    expect(result.connections.failed).toEqual({});
    expect(result.connections.kernelPeak).toBe(600);
    const total = (fates: Partial<RunResult['fates']> = {}): number =>
      Object.values(fates).reduce((sum, count) => sum + count, 0);
    const { visit, race } = result.fatesByKind;
    expect(total(visit)).toBeGreaterThan(10);
    expect(total(result.fates)).toBe(
      600 + result.connections.reconnected + total(visit) + total(race),
    );
    const required: readonly CheckId[] = [
      'flip-visible',
      'status-and-body',
      'last-new-request',
      'complete-response',
      'in-flight-finishes',
      'reset-audit',
      'stream',
      'tunnel',
      'all-gone',
      'return',
      'tester-healthy',
    ];
    expect(
      required.map((id) => `${id} ${statusOf(result, id)}`),
      text,
    ).toEqual(required.map((id) => `${id} pass`));
    expect(result.phases.map((phase) => phase.name)).toEqual([
      'ramp',
      'hold',
      'flip on',
      'drain',
      'settle',
      'flip off',
      'return',
      'release',
    ]);
    expect(text).toMatch(/PASS/);
    expect(text).toContain('Saved: ');
    const stored = parseRun(jsonText(result), 'result.json');
    expect(text).toContain(renderRunText(stored, layoutWith()));
  });

  test('works the same on the node engine, and on IPv6 where the host has it', async (context) => {
    // ::1 has no block for each test, so the test uses its own ports, below those that the kernel
    // assigns.
    const port = 20_000 + 5 * (process.pid % 2000);
    const stage = new Stage(
      context,
      ...(hasIpv6 ? onIpv6(port) : []),
      ['scenario.yaml', 'connections: 600', 'connections: 40'],
      ['scenario.yaml', 'ramp: 1s', 'ramp: 100ms'],
      ['scenario.yaml', 'hold: 500ms', 'hold: 100ms'],
      ['scenario.yaml', 'return: 1500ms', 'return: 1ms'],
      ['scenario.yaml', '[300ms, 900ms]', '[50ms, 90ms]'],
      ['frontend.conf', 'interval=200ms', 'interval=50ms'],
      ['frontend.conf', 'drain_timeout 1500ms', 'drain_timeout 400ms'],
    );
    const block = hasIpv6 ? [] : ['--loopback', stage.block];
    const { code, result, text } = await stage.runInPlace('--engine', 'node', ...block);
    expect(failed(result), text).toEqual([]);
    expect(code, text).toBe(0);
    expect(result.plan.engine).toBe('node');
    expect(result.connections).toMatchObject({ established: 40, kernelPeak: 40 });
    if (!hasIpv6) return;
    expect(result.plan).toMatchObject({ entry: `[::1]:${port}`, sources: ['::1'] });
  });
});

/** The fewest connections that include every kind. */
const FEW = [
  ['scenario.yaml', 'connections: 600', 'connections: 200'],
  ['scenario.yaml', 'ramp: 1s', 'ramp: 400ms'],
] as const;

describe.concurrent('built wrong on purpose', () => {
  test('without a waiting timeout, something is still there: all-gone', async (context) => {
    const edit = ['frontend.conf', '        drain_timeout 1500ms;\n', ''] as const;
    const { code, result, text } = await new Stage(context, ...FEW, edit).run();
    expect(code, text).toBe(1);
    expect(result.verdict).toBe('fail');
    expect(failed(result)).toContain('all-gone');
    const check = result.checks.find(({ id }) => id === 'all-gone');
    expect(check?.blame).toMatch(/frontend/);
  });

  test('a backend that resets its connections when maintenance begins: reset-audit', async (context) => {
    const edit = [
      'scenario.yaml',
      'server: 127.0.0.1:18090',
      'server: 127.0.0.1:18090\n      fault: reset-on-maintenance',
    ] as const;
    const { code, result, text } = await new Stage(context, ...FEW, edit).run();
    expect(code, text).toBe(1);
    expect(result.verdict).toBe('fail');
    expect(failed(result)).toContain('reset-audit');
    const check = result.checks.find(({ id }) => id === 'reset-audit');
    expect(check?.blame).toMatch(/backend server a/);
  });

  test('a frontend that believes the status alone: last-new-request', async (context) => {
    const edit = ['frontend.conf', '        body !~ "maintain";\n', ''] as const;
    const { code, result, text } = await new Stage(context, ...FEW, edit).run();
    expect(code, text).toBe(1);
    expect(failed(result)).toContain('last-new-request');
  });
});

/** The run stays in its drain until it is ended. */
const LONG = ['scenario.yaml', 'settle: 200ms', 'settle: 30s'] as const;

describe.concurrent('ends', () => {
  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 130],
  ] as const)(
    '%s to the whole group, twice as npm and timeout send it, loses no record: exit %i',
    async ([signal, exit], context) => {
      const stage = new Stage(context, ...FEW, LONG);
      const started = stage.start();
      await stage.maintenanceIsOn(started);
      signalGroup(started, signal);
      started.child.kill(signal);
      const { code, stdout, stderr } = await started.finished;
      expect(code, `${stdout}${stderr}`).toBe(exit);
      expect(stage.result()).toMatchObject({
        interrupted: true,
        verdict: 'invalid',
        connections: { established: 200 },
      });
    },
  );

  test('Ctrl-C while the chain starts ends it, with nothing to save', async (context) => {
    const stage = new Stage(context);
    const started = stage.start();
    await stage.untilStaged();
    signalGroup(started, 'SIGINT');
    const { code, stdout, stderr } = await started.finished;
    expect(code, `${stdout}${stderr}`).toBe(130);
    expect(stderr).toMatch(/interrupted/);
    expect(stdout).toBe('');
  });

  test('kill -9 while the chain starts leaves nothing behind', async (context) => {
    const stage = new Stage(context);
    const started = stage.start();
    await stage.untilStaged();
    started.child.kill('SIGKILL');
    await started.finished;
  });

  test('Ctrl-C during the ramp ends it at once', async (context) => {
    const stage = new Stage(context, ['scenario.yaml', 'ramp: 1s', 'ramp: 60s']);
    const started = stage.start();
    await someConnectionIsOpen(`${stage.block}.1`);
    started.child.kill('SIGINT');
    const { code, stdout, stderr } = await started.finished;
    expect(code, `${stdout}${stderr}`).toBe(130);
    expect(stage.result().phases.map(({ name }) => name)).toEqual(['ramp']);
  });

  test('kill -9 during maintenance leaves nothing behind', async (context) => {
    const stage = new Stage(context, ...FEW, LONG);
    const started = stage.start();
    await stage.maintenanceIsOn(started);
    started.child.kill('SIGKILL');
    await started.finished;
  });

  test('an address that is taken is one clear error, exit 2', async (context) => {
    const stage = new Stage(context);
    const first = startCli(['up', stage.scenario.file, '--loopback', stage.block], {
      ...stage.env,
      XDG_STATE_HOME: stage.folder,
    });
    await first.printed(/From another terminal/);
    const { code, stderr } = await stage.start().finished;
    first.child.kill('SIGINT');
    await first.finished;
    expect(code, stderr).toBe(2);
    expect(stderr).toMatch(/in use/);
  });
});

/** Waits until the kernel knows a connection to the frontend. */
async function someConnectionIsOpen(address: string): Promise<void> {
  while (((await countEstablished({ address, port: 18_080 })) ?? 1) === 0) await delay(100);
}
