import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { runCli, signalGroup } from '../support/cli.js';
import { quickScenario } from '../support/scenario.js';
import { isLiving, linesOf, written } from '../support/shell.js';
import {
  type Commands,
  type Switching,
  startSwitching,
  startUp,
  type UpChain,
} from '../support/switching.js';

/** Runs that go side by side must not assign the same ports of one address. */
const KERNELS_PORTS = [
  'scenario.yaml',
  'sources: 127.0.0.64\n    bind: explicit',
  'bind: late',
] as const;
const scenario = quickScenario(KERNELS_PORTS);
const patient = quickScenario(KERNELS_PORTS, ['scenario.yaml', 'hold: 500ms', 'hold: 60s']);
let chain: UpChain;

beforeAll(async () => {
  chain = await startUp(scenario.file);
});
afterAll(async () => {
  await chain.end();
  scenario.remove();
  patient.remove();
});

function start(commands: Commands, ...options: string[]): Switching {
  const args = ['--connections', '20', '--detect', '50ms', '--wait', '50ms', ...options];
  return startSwitching(scenario.file, commands, args);
}

async function logged(run: Switching, line: string): Promise<void> {
  const ended = run.finished.then((end) => {
    if (!run.log().includes(line)) throw new Error(`no "${line}"; ${end.stdout}${end.stderr}`);
  });
  while (!run.log().includes(line)) await Promise.race([delay(20), ended]);
}

/** A command that does nothing for two seconds, and then switches by a child. */
const SLOW = '(sleep 2; touch $D/file) & sleep 2; touch $D/file; wait';

describe.concurrent('an end while the on command still runs', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 130],
  ] as const)(
    '%s: what is left of it is ended, then off runs, then exit %i',
    async (signal, exit) => {
      const run = start({ on: SLOW });
      await logged(run, 'on');
      signalGroup(run, signal);
      const { code, stderr } = await run.finished;
      expect(code, stderr).toBe(exit);
      await run.allGone();
      expect(run.log()).toEqual(['on', 'off']);
      expect(run.has('file')).toBe(false);
      expect(run.result()).toMatchObject({ interrupted: true, verdict: 'invalid', trouble: null });
      run.remove();
    },
  );

  test('kill -9: the janitor does the same', async () => {
    const run = start({ on: SLOW });
    await logged(run, 'on');
    run.child.kill('SIGKILL');
    await run.finished;
    await run.allGone();
    expect(run.log()).toEqual(['on', 'off']);
    expect(run.has('file')).toBe(false);
    run.remove();
  });

  test('kill -9 where off fails: the janitor has the last words', async () => {
    const run = start({ on: 'sleep 60', off: 'echo no way back; exit 4' });
    await logged(run, 'on');
    run.child.kill('SIGKILL');
    const { stderr } = await run.finished;
    expect(stderr).toMatch(
      /^tidegate: backend a is STILL IN MAINTENANCE: --maintenance-off ".*" failed \(exit code 4\) \[FLIP_FAILED\]\n {4}\| no way back\n/,
    );
    expect(run.log()).toEqual(['on', 'off']);
    run.remove();
  });

  test('kill -9 of the janitor: the run itself ends what is left of it, and runs off', async () => {
    const run = start({ on: `echo $PPID > $D/janitor; ${SLOW}` });
    process.kill(Number(await written(join(run.folder, 'janitor'))), 'SIGKILL');
    const { code, stderr } = await run.finished;
    expect(stderr).toMatch(/^tidegate: the janitor, .*, ended \(SIGKILL\) \[JANITOR_DIED\]/);
    expect(code).toBe(3);
    await run.allGone();
    expect(run.log()).toEqual(['on', 'off']);
    expect(run.has('file')).toBe(false);
    run.remove();
  });

  test('one that hangs is ended with its children at its time limit, and named', async () => {
    const run = start({ on: 'sleep 61 & sleep 60; touch $D/file' }, '--command-timeout', '500ms');
    const { code, stderr } = await run.finished;
    expect(stderr).toMatch(
      /^tidegate: --maintenance-on ".*" did not end within 500 ms and was ended with its children \[FLIP_TIMED_OUT\]/,
    );
    expect(code).toBe(3);
    await run.allGone();
    expect(run.log()).toEqual(['on', 'off']);
    expect(run.result()).toMatchObject({
      verdict: 'invalid',
      interrupted: false,
      trouble: { code: 'FLIP_TIMED_OUT' },
    });
    run.remove();
  });

  test('one that fails may have switched by half: off runs', async () => {
    const run = start({ on: 'touch $D/file; echo no such host >&2; exit 7' });
    const { code, stderr } = await run.finished;
    expect(stderr).toMatch(
      /^tidegate: --maintenance-on ".*" failed \(exit code 7\) \[FLIP_FAILED\]\n {4}\| no such host\n/,
    );
    expect(code).toBe(3);
    expect(run.log()).toEqual(['on', 'off']);
    expect(run.has('file')).toBe(false);
    expect(run.result().connections.established).toBe(20);
    run.remove();
  });
});

describe.concurrent('an end at another moment', () => {
  test('before on was begun: off is not run', async () => {
    const args = ['--connections', '20'];
    const run = startSwitching(patient.file, { on: 'true' }, args);
    onTestFinished(run.remove);
    await delay(1500);
    run.child.kill('SIGINT');
    const { code } = await run.finished;
    expect(code).toBe(130);
    await run.allGone();
    expect(run.log()).toEqual([]);
  });

  test('a daemon that a successful on command left behind is not ended', async () => {
    // The child writes its id after the shell that started it has exited.
    const daemonise =
      '(while kill -0 $$; do sleep 0.05; done; exec sh -c "echo \\$\\$ > $D/daemon; exec sleep 60") &';
    const run = start({ on: daemonise }, '--wait', '60s');
    const daemon = Number(await written(join(run.folder, 'daemon')));
    run.child.kill('SIGINT');
    expect((await run.finished).code).toBe(130);
    expect(run.log()).toEqual(['on', 'off']);
    expect(isLiving(daemon)).toBe(true);
    process.kill(daemon, 'SIGKILL');
    await run.allGone();
    run.remove();
  });

  test.each([
    ['after on has ended', 'true', 'on-done', 'true'],
    ['while off runs', 'true', 'off', 'sleep 1'],
  ])('kill -9 %s: off runs once, to its end', async (_, on, moment, off) => {
    const run = start({
      on: `${on}; echo on-done >> $D/log`,
      off: `${off}; echo done >> $D/log`,
    });
    await logged(run, moment);
    run.child.kill('SIGKILL');
    await run.finished;
    await run.allGone();
    expect(run.log()).toEqual(['on', 'on-done', 'off', 'done']);
    run.remove();
  });

  test('Ctrl-C while off runs lets it finish', async () => {
    const run = start({ on: 'true', off: 'sleep 1; echo done >> $D/log' });
    await logged(run, 'off');
    signalGroup(run, 'SIGINT');
    expect((await run.finished).code).toBe(130);
    expect(run.log()).toEqual(['on', 'off', 'done']);
    expect(run.result().flip?.offMs).toEqual(expect.any(Number));
    run.remove();
  });

  test('a second Ctrl-C while off runs: the janitor lets it finish', async () => {
    const run = start({ on: 'sleep 60', off: 'sleep 2; echo done >> $D/log' });
    await logged(run, 'on');
    run.child.kill('SIGINT');
    await logged(run, 'off');
    // A second signal within a second would count as the same key press.
    await delay(1200);
    run.child.kill('SIGINT');
    // Its output stays open until the janitor has finished.
    const [code] = await once(run.child, 'exit');
    expect(code).toBe(130);
    expect(run.log()).toEqual(['on', 'off']);
    await run.allGone();
    expect(run.log()).toEqual(['on', 'off', 'done']);
    run.remove();
  });

  test('off that hangs is ended at its time limit: first of all, the backend is still out', async () => {
    const run = start({ on: 'true', off: 'sleep 60' }, '--command-timeout', '500ms');
    const { stderr } = await run.finished;
    expect(stderr).toMatch(
      /^tidegate: backend a is STILL IN MAINTENANCE: --maintenance-off ".*" did not end within 500 ms and was ended with its children/,
    );
    await run.allGone();
    expect(run.log()).toEqual(['on', 'off']);
    expect(run.result().trouble).toMatchObject({ code: 'FLIP_TIMED_OUT' });
    run.remove();
  });

  test('off that fails after a whole drain: what was seen is judged, saved and not a pass', async () => {
    const maintenance = (word: string): string =>
      `'${process.execPath}' bin/tidegate.js maintenance ${word}`;
    const run = startSwitching(
      scenario.file,
      { on: maintenance('on'), off: 'echo no way back; exit 7' },
      ['--connections', '60'],
      { XDG_STATE_HOME: chain.env.XDG_STATE_HOME ?? '' },
    );
    const { code, stdout, stderr } = await run.finished;
    await runCli(['maintenance', 'off'], { ...chain.env });
    expect(stderr).toMatch(
      /^tidegate: backend a is STILL IN MAINTENANCE: --maintenance-off ".*" failed \(exit code 7\) \[FLIP_FAILED\]\n {4}\| no way back\n/,
    );
    expect(code, stdout).toBe(3);
    const { verdict, checks, flip, trouble } = run.result();
    expect(verdict).toBe('invalid');
    expect(trouble?.code).toBe('FLIP_FAILED');
    expect(flip?.onMs).toEqual(expect.any(Number));
    expect(flip?.offMs).toBeNull();
    expect(checks.filter(({ status }) => status === 'pass').map(({ id }) => id)).toEqual(
      expect.arrayContaining(['flip-visible', 'last-new-request', 'complete-response', 'all-gone']),
    );
    expect(checks.find(({ id }) => id === 'return')?.status).toBe('skip');
    expect(linesOf(join(run.folder, 'log'))).toEqual(['on', 'off']);
    run.remove();
  });
});
