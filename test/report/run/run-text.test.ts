import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../../src/model/run-result.js';
import { renderRunText } from '../../../src/report/run/run-text.js';
import { expectGolden } from '../../support/golden.js';
import { layoutWith } from '../../support/layout.js';

const FATES = {
  completed: 0,
  'closed-idle': 0,
  'closed-announced': 0,
  drained: 0,
  cut: 0,
  reset: 0,
  'timed-out': 0,
  'never-opened': 0,
};

const PASSED = {
  schema: 'tidegate.run/1',
  scenario: 'maintenance',
  verdict: 'pass',
  why: '',
  interrupted: false,
  trouble: null,
  commands: [],
  startedAt: '2026-01-02T03:04:05.678Z',
  tidegate: '0.1.0',
  prediction: { max: 28_000, binding: { hop: 'backends', limit: 'max_conns' } },
  facts: { schema: 'tidegate.facts/1' },
  plan: {
    connections: 10_000,
    rampMs: 8000,
    workers: 1,
    engine: 'epoll',
    bind: 'explicit',
    sources: ['127.0.0.64'],
    entry: '127.0.0.1:18080',
    boxes: { frontend: 'bundled', backends: 'bundled' },
    mix: { idle: 90, tunnel: 10 },
    notes: [],
  },
  bounds: {
    visibleMs: 262,
    detectMs: 1012,
    waitMs: 8000,
    closeMs: 1012,
    returnMs: 1512,
    lagMs: 12,
  },
  flip: { backend: 'a', onMs: 11_250, offMs: 22_300 },
  markedDownMs: 11_650,
  connections: {
    planned: 10_000,
    established: 10_000,
    peak: 10_000,
    kernelPeak: 10_000,
    failed: {},
    reconnected: 500,
  },
  fates: { ...FATES, completed: 10_000, drained: 500 },
  fatesByKind: { idle: { completed: 9000 }, tunnel: { completed: 1000, drained: 500 } },
  checks: [
    {
      id: 'flip-visible',
      status: 'pass',
      expected: 'within 262 ms of the flip',
      actual: 'after 41 ms',
      blame: '',
      samples: [],
    },
    {
      id: 'upload',
      status: 'skip',
      expected: 'whole uploads get their answer',
      actual: 'no upload was made',
      blame: '',
      samples: [],
    },
  ],
  score: ['ramp', 'hold', 'drain', 'return', 'finish'],
  phases: [
    { name: 'ramp', startMs: 100, endMs: 8200 },
    { name: 'hold', startMs: 8200, endMs: 11_200 },
    { name: 'drain', startMs: 11_200, endMs: 22_300 },
  ],
  timeline: { atMs: [], open: [], inFlight: [], requests: [], lagMs: [] },
  latency: { count: 12_000, p50: 0.8, p90: 2, p99: 21, p999: 48, max: 61, histogram: '' },
  latencyByPhase: [
    { phase: 'baseline', count: 9000, p50: 0.8, p99: 20, max: 48 },
    { phase: 'drain', count: 3000, p50: 0.9, p99: 22, max: 61 },
  ],
  closes: {
    established: 9000,
    closed: 0,
    byRst: 0,
    announced: 0,
    firstMs: null,
    lastMs: null,
    worst100Ms: 0,
    race: null,
  },
  untested: '',
  memory: { perConnection: { load: 850, 'frontend proxy': 1900 }, kernelPerConnection: 7700 },
} satisfies RunResult;

const FAILED: RunResult = {
  ...PASSED,
  verdict: 'fail',
  connections: { ...PASSED.connections, established: 9998, failed: { refused: 2 }, reconnected: 0 },
  fates: { ...FATES, completed: 9998, 'never-opened': 2 },
  fatesByKind: { idle: { completed: 9000 }, tunnel: { completed: 998, 'never-opened': 2 } },
  bounds: { ...PASSED.bounds, waitMs: null },
  checks: [
    {
      id: 'all-gone',
      status: 'fail',
      expected: 'nothing left at a before maintenance goes off',
      actual: '498 connections and 500 requests left (no waiting timeout)',
      blame: 'frontend',
      samples: ['17-1 /tunnel began at 3.1 s', '37-1 /tunnel began at 3.2 s'],
    },
  ],
  closes: {
    established: 9000,
    closed: 8000,
    byRst: 2,
    announced: 100,
    firstMs: 12,
    lastMs: 48,
    worst100Ms: 8000,
    race: null,
  },
  untested: 'short GETs only',
  plan: {
    ...PASSED.plan,
    notes: ['sources 127.0.0.64 are left to the kernel: the entry is no loopback address'],
  },
};

const render = (result: RunResult, columns = 80): string =>
  renderRunText(result, layoutWith({ columns }));

describe('a run for people', () => {
  test('that passed', () => expectGolden('run-pass.txt', render(PASSED)));

  test('that failed: the check, what was expected, who is to blame, where to look', () =>
    expectGolden('run-fail.txt', render(FAILED)));

  test('that was interrupted has no checks to show', () => {
    const text = render({ ...PASSED, verdict: 'invalid', interrupted: true, checks: [] });
    expect(text).toMatch(/^maintenance {2}INVALID \(interrupted\)\n/);
    expect(text).not.toContain('Checks');
  });
});

test('an invalid run says why: nobody saw what the frontend did', () => {
  const unseen = renderRunText(
    { ...PASSED, verdict: 'invalid', why: 'nothing shows it', checks: [] },
    layoutWith(),
  );
  expect(unseen).toMatch(/^maintenance {2}INVALID: nothing shows it\n/);
});

test('a run that was interrupted before it opened anything has no table of nothing', () => {
  const interrupted = renderRunText(
    { ...PASSED, verdict: 'invalid', interrupted: true, checks: [], fates: FATES, fatesByKind: {} },
    layoutWith(),
  );
  expect(interrupted).toMatch(/^maintenance {2}INVALID \(interrupted\)\n/);
  expect(interrupted).not.toContain('What became');
});
