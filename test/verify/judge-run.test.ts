import { expect, it } from 'vitest';
import type { RunAccount } from '../../src/model/run-account.js';
import { judgeRun } from '../../src/verify/judge-run.js';
import { BOUNDS, goodRun, heldRun, type LedgerBuilder } from '../support/ledger.js';
import { OF_A_FLIP } from './judge.js';

const ACCOUNT: Omit<RunAccount, keyof LedgerBuilder['facts'] | 'maintenance'> = {
  scenario: 'maintenance',
  checks: OF_A_FLIP,
  witnesses: ['status-and-body', 'last-new-request'],
  startedAt: '2026-01-02T03:04:05.678Z',
  tidegate: '0.1.0',
  interrupted: false,
  trouble: null,
  commands: [],
  prediction: null,
  facts: { schema: 'tidegate.facts/1' },
  plan: {
    connections: 8,
    rampMs: 1000,
    workers: 1,
    engine: 'epoll',
    bind: 'late',
    sources: [],
    entry: '127.0.0.1:18080',
    boxes: {},
    mix: { idle: 4, stream: 1 },
    notes: [],
  },
  phases: [
    { name: 'ramp', startMs: 0, endMs: 1500 },
    { name: 'hold', startMs: 1500, endMs: 5000 },
  ],
  timeline: { atMs: [], open: [], inFlight: [], requests: [], lagMs: [] },
  latency: null,
  memory: { perConnection: {}, kernelPerConnection: null },
  peakOpen: 9,
  untested: '',
};

function judged(run: LedgerBuilder, change: Partial<RunAccount> = {}) {
  const maintenance = run.hasFlip ? run.maintenance : null;
  return judgeRun({ ...ACCOUNT, ...run.facts, maintenance, ...change }, run.whole());
}

it('makes the whole result of an account and a ledger', () => {
  expect(judged(goodRun())).toMatchObject({
    schema: 'tidegate.run/1',
    verdict: 'pass',
    why: '',
    score: ['ramp', 'hold'],
    bounds: BOUNDS,
    flip: { backend: 'a', onMs: 5000 },
    markedDownMs: 5600,
    connections: { planned: 8, established: 8, peak: 9, kernelPeak: 8, failed: {} },
    fates: { completed: 7, drained: 1, 'closed-idle': 1 },
    closes: { established: 7, closed: 1 },
  });
});

it('makes the same of both when they come back from a file', () => {
  const run = goodRun();
  const account = { ...ACCOUNT, ...run.facts, maintenance: run.maintenance };
  const [stored, ledger] = JSON.parse(JSON.stringify([account, run.whole()]));
  expect(judgeRun(stored, ledger)).toEqual(judgeRun(account, run.whole()));
});

it('makes the checks that the account names, and no others', () => {
  const { checks } = judged(goodRun(), { checks: ['tunnel', 'latency'] });
  expect(checks.map(({ id }) => id)).toEqual(['latency', 'tunnel']);
});

it('has neither flip nor bounds of a run without one', () => {
  const held = judged(heldRun(), {
    scenario: 'hold',
    checks: ['all-established', 'held-alive', 'complete-response'],
    witnesses: ['held-alive'],
  });
  expect(held).toMatchObject({ verdict: 'pass', flip: null, bounds: null, markedDownMs: null });
});

it('passes nothing that no witness saw', () => {
  const run = heldRun();
  run.ledger = { ...run.ledger, pulses: [] };
  const checks = ['held-alive', 'complete-response', 'latency'] as const;
  expect(judged(run, { checks, witnesses: ['held-alive'] })).toMatchObject({
    verdict: 'invalid',
    why: 'nothing shows whether what was held was alive: no pulse was sent',
  });
  expect(judged(run, { checks, witnesses: ['latency'] }).why).toMatch(
    /^nothing to judge by: latency was skipped: /,
  );
});

it('judges nothing of a run that was interrupted, and passes none that met trouble', () => {
  const trouble = { code: 'BOX_DIED', message: 'frontend: died', said: [] };
  expect(judged(goodRun(), { interrupted: true })).toMatchObject({
    verdict: 'invalid',
    why: 'interrupted',
  });
  expect(judged(goodRun(), { trouble })).toMatchObject({
    verdict: 'invalid',
    why: 'frontend: died',
  });
  const broken = goodRun();
  broken.change('1-3', { outcome: 'cut' });
  expect(judged(broken, { trouble }).verdict).toBe('fail');
});
