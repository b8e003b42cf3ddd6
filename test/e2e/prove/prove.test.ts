import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProveResult } from '../../../src/model/prove.js';
import { hasNamespaces } from '../../net/support/child.js';
import { runCli, startCli } from '../../support/cli.js';
import { processesMarked, untilNone } from '../../support/leftovers.js';

describe.runIf(hasNamespaces)('tidegate prove', () => {
  it('proves the whole table: every case agrees, and past the cliff it takes longer', async () => {
    const { code, stdout, stderr } = await runCli(['prove', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const { cases, softCliff } = JSON.parse(stdout) as ProveResult;
    expect(cases.filter(({ agrees }) => !agrees)).toEqual([]);
    expect(cases.length).toBeGreaterThan(20);
    const map = cases.at(-1);
    const chosen = map?.perSource?.filter(({ measured }) => measured > 0);
    // Ports 32768 to 60999 begin with 3, 4, 5 or 6.
    expect(chosen?.map(({ source }) => source)).toEqual([
      '127.0.0.3',
      '127.0.0.4',
      '127.0.0.5',
      '127.0.0.6',
    ]);
    expect(chosen?.filter(({ measured, predicted }) => measured !== predicted)).toEqual([]);
    expect(map?.firstFailure?.measured).toBeLessThan(map?.measured ?? 0);
    // The ratio is about thirty; a connect takes the same time on both sides.
    if (softCliff && !('skipped' in softCliff)) expect(softCliff.ratio).toBeGreaterThan(3);
  }, 120_000);

  it('proves one case of the options', async () => {
    const options = ['--port-range', '50000-50099', '--sources', '2', '--destinations', '3'];
    const { code, stdout } = await runCli(['prove', ...options, '--bind', 'early', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'tidegate.prove/1',
      cases: [
        {
          portRange: [50_000, 50_099],
          sources: 2,
          destinations: 3,
          bind: 'early',
          reserved: '',
          predicted: { guaranteed: 200, max: 200 },
          measured: 200,
          agrees: true,
        },
      ],
    });
    expect(code).toBe(0);
  });

  it('prints a table for people', async () => {
    const { stdout } = await runCli(['prove', '--port-range', '60-69', '--reserved', '60, 64']);
    expect(stdout).toMatch(/late\s+60-69\s+1 x 1\s+8\s+8\s+✔/);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const)('leaves no process behind after %s', async (signal, exitCode) => {
    const mark = `tidegate-test-prove-${signal}-${process.pid}`;
    const { child, finished } = startCli(['prove'], { MARK: mark });
    const inside = () =>
      processesMarked(mark).filter((line) => line.includes('prove/kernel/main.js'));
    await expect.poll(() => inside().length, { timeout: 20_000 }).toBeGreaterThan(0);
    child.kill(signal);
    expect((await finished).code).toBe(exitCode);
    expect(await untilNone(() => processesMarked(mark), 10_000)).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('where no namespace is to be had', () => {
  let path = '';

  afterEach(() => rmSync(path, { recursive: true, force: true }));

  async function proveWith(unshare: string | null) {
    path = mkdtempSync(join(tmpdir(), 'prove-test-'));
    if (unshare !== null) {
      writeFileSync(join(path, 'unshare'), `#!/bin/sh\n${unshare}\n`);
      chmodSync(join(path, 'unshare'), 0o755);
    }
    return await runCli(['prove', '--port-range', '60-69'], { PATH: path });
  }

  it('says that unshare is missing', async () => {
    const { code, stderr } = await proveWith(null);
    expect(stderr).toContain('[NAMESPACE_UNAVAILABLE]\n  Install util-linux');
    expect(code).toBe(2);
  });

  it.runIf(hasNamespaces)('says that koffi is missing', async () => {
    const hooks = `export const resolve = (name, context, next) => {
      if (name === 'koffi') throw new Error('no koffi');
      return next(name, context);
    };`;
    const dataUrl = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
    const register = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hooks))});`;
    const env = { NODE_OPTIONS: `--import=${dataUrl(register)}` };
    const { code, stderr } = await runCli(['prove', '--port-range', '60-69'], env);
    expect(stderr).toContain('[ENGINE_UNAVAILABLE]\n  Install it: npm install koffi.');
    expect(code).toBe(2);
  });

  it('says that it is not permitted, in its own words, and what would permit it', async () => {
    const { code, stderr } = await proveWith(
      'echo "unshare: unshare failed: Operation not permitted" >&2; exit 1',
    );
    expect(stderr).toContain(
      '[NAMESPACE_DENIED]\n    | unshare: unshare failed: Operation not permitted\n  Run it',
    );
    expect(code).toBe(2);
  });
});

it.each([
  [['--port-range', '50099-50000'], '--port-range is "50099-50000": reversed'],
  [['--port-range', '1-70000'], '--port-range is "1-70000"'],
  [['--sources', '0'], '--sources is "0"'],
  [['--reserved', '80-70'], '--reserved is "80-70"'],
])('refuses %j', async (options, message) => {
  const { code, stderr } = await runCli(['prove', ...options]);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});

it.runIf(hasNamespaces)('refuses what descriptors would limit before ports do', async () => {
  const options = ['--port-range', '1000-60000', '--sources', '10000'];
  const { code, stderr } = await runCli(['prove', ...options]);
  expect(stderr).toContain('[PROVE_TOO_LARGE]');
  expect(code).toBe(2);
});
