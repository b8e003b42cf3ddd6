import { expect, it } from 'vitest';
import type { RunAccount } from '../../src/model/run-account.js';
import { judgeRun } from '../../src/verify/judge-run.js';
import { accountOf } from '../support/account.js';
import { BOUNDS, goodRun, heldRun, type LedgerBuilder } from '../support/ledger.js';

function judged(run: LedgerBuilder, change: Partial<RunAccount> = {}) {
  return judgeRun({ ...accountOf(run), ...change }, run.whole());
}

it('makes the whole result of an account and a ledger', () => {
  expect(judged(goodRun())).toMatchObject({
    schema: 'tidegate.run/1',
    verdict: 'pass',
    why: '',
    score: ['ramp'],
    bounds: BOUNDS,
    flip: { backend: 'a', onMs: 5000 },
    markedDownMs: 5600,
    connections: { planned: 8, established: 8, peak: 8, kernelPeak: 8, failed: {} },
    fates: { completed: 7, drained: 1, 'closed-idle': 1 },
    closes: { established: 7, closed: 1 },
  });
});

it('makes the same of both when they come back from a file', () => {
  const run = goodRun();
  const account = accountOf(run);
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
  expect(held.latencyByPhase.map(({ phase }) => phase)).toEqual(['hold']);
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
