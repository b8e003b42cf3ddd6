import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { CheckId, RunResult } from '../../src/model/run-result.js';
import { runCli } from '../support/cli.js';
import { loopbackBlock } from '../support/loopback.js';
import { copyScenario } from '../support/scenario.js';

type Edit = readonly [file: string, find: string, replace: string];

const QUICK: readonly Edit[] = [
  ['scenario.yaml', 'connections: 10000', 'connections: 100'],
  ['scenario.yaml', 'ramp: 8s', 'ramp: 200ms'],
  ['scenario.yaml', 'for: 5s', 'for: 300ms'],
  ['scenario.yaml', '[2s, 5s]', '[200ms, 400ms]'],
  ['scenario.yaml', 'every: 2s', 'every: 200ms'],
  ['scenario.yaml', 'every: 1s', 'every: 100ms'],
];

const folder = mkdtempSync(join(tmpdir(), 'hold-test-'));
const removes: (() => void)[] = [() => rmSync(folder, { recursive: true, force: true })];
afterEach(() => {
  for (const remove of removes.splice(1)) remove();
});

async function hold(name: string, ...edits: readonly Edit[]) {
  const { file, remove } = copyScenario(name, [...QUICK, ...edits]);
  removes.push(remove);
  const out = join(folder, 'result.json');
  const { code, stderr } = await runCli(['run', file, '--loopback', loopbackBlock, '--out', out]);
  try {
    return { code, stderr, result: JSON.parse(readFileSync(out, 'utf8')) as RunResult };
  } catch {
    throw new Error(`no result; the command said:\n${stderr}`);
  }
}

function checkOf({ checks }: RunResult, id: CheckId) {
  return checks.find((check) => check.id === id);
}

test.each([
  ['hold-direct', { servers: 'bundled' }],
  ['hold-proxy', { frontend: 'bundled', servers: 'bundled' }],
  ['hold', { frontend: 'bundled', backends: 'bundled', servers: 'bundled' }],
])('%s: every connection is established, answers and is held', async (name, boxes) => {
  const { code, result } = await hold(name);
  expect(code, JSON.stringify(result.checks)).toBe(0);
  expect(result.plan.boxes).toEqual(boxes);
  expect(result.connections).toMatchObject({ established: 100, kernelPeak: 100, failed: {} });
  expect(result.phases.map((phase) => phase.name)).toEqual([
    'ramp',
    'pulse',
    'hold',
    'pulse',
    'release',
  ]);
  expect(result).toMatchObject({ flip: null, bounds: null, verdict: 'pass' });
  expect(checkOf(result, 'held-alive')?.actual).toMatch(/100 of 100 .*100 of 100 .*none lost/);
  expect(result.checks.map(({ id }) => id)).not.toContain('flip-visible');
});

test('a proxy that lets idle connections go does not hold them', async () => {
  const { code, result } = await hold('hold-proxy', [
    'proxy.conf',
    'keepalive_timeout 300s',
    'keepalive_timeout 100ms',
  ]);
  expect(code).toBe(1);
  // On a busy machine the ramp takes longer than the timeout: then not all were ever established.
  const failed = result.checks.filter(
    ({ id, status }) => status === 'fail' && (id === 'held-alive' || id === 'all-established'),
  );
  expect(failed.length).toBeGreaterThan(0);
  for (const { blame } of failed) expect(blame).toBe('frontend');
});

test('a score of a file’s own is played and judged by what its steps show', async () => {
  const { code, result, stderr } = await hold(
    'hold-direct',
    ['scenario.yaml', 'plays: hold', ''],
    ['scenario.yaml', '{ phase: hold, for: 300ms }', '{ phase: command, run: "echo done" }'],
  );
  expect(code, stderr).toBe(0);
  expect(result.phases.map((phase) => phase.name)).toContain('command');
  expect(result.commands).toMatchObject([{ option: 'command', fault: null, said: ['done'] }]);
  const judged = result.checks.map(({ id }) => id);
  expect(judged).toEqual(expect.arrayContaining(['held-alive', 'idle-close', 'as-before']));
  expect(judged).not.toContain('return');
});

test('a command that fails makes the run invalid, and says so', async () => {
  const { code, result, stderr } = await hold('hold-direct', [
    'scenario.yaml',
    '{ phase: hold, for: 300ms }',
    '{ phase: command, run: "echo cannot >&2; exit 7" }',
  ]);
  expect(code).toBe(3);
  expect(result).toMatchObject({ verdict: 'invalid', trouble: { code: 'COMMAND_FAILED' } });
  expect(stderr).toContain('the command ended with exit code 7: echo cannot');
  expect(stderr).toContain('    | cannot');
});
