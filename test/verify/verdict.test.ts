import { expect, test } from 'vitest';
import type { CheckId, CheckResult } from '../../src/model/run-result.js';
import { verdictOf } from '../../src/verify/verdict.js';
import { LedgerBuilder } from '../support/ledger.js';

const check = (id: CheckId, status: CheckResult['status']): CheckResult => ({
  id,
  status,
  expected: '',
  actual: '',
  blame: '',
  samples: [],
});
const WITNESSES = ['status-and-body', 'last-new-request'] as const;
const judged = (checks: readonly CheckResult[], switched = true) => {
  const run = new LedgerBuilder();
  run.maintenance = { ...run.maintenance, reportsTransitions: switched };
  if (!switched) run.ledger = { ...run.ledger, probes: [], transitions: [] };
  return verdictOf(checks, WITNESSES, run.evidence());
};
const healthy = check('tester-healthy', 'pass');

test('one failed check fails the run', () => {
  expect(judged([check('stream', 'pass'), check('tunnel', 'fail'), healthy]).verdict).toBe('fail');
});

test('warnings and skips do not', () => {
  const drained = check('last-new-request', 'pass');
  expect(judged([drained, check('stream', 'warn'), check('tunnel', 'skip'), healthy]).verdict).toBe(
    'pass',
  );
});

test('a sick tester makes the run invalid, whatever else was found', () => {
  expect(judged([check('tunnel', 'fail'), check('tester-healthy', 'fail')]).verdict).toBe(
    'invalid',
  );
});

test('checks that blame the tester alone make it invalid, and beside another they do not', () => {
  const drained = check('last-new-request', 'pass');
  const own = { ...check('latency', 'fail'), blame: 'tester', actual: 'p99 2 s' };
  expect(judged([drained, own, healthy])).toEqual({
    verdict: 'invalid',
    why: 'the tester was the limit: p99 2 s',
  });
  expect(judged([drained, own, check('tunnel', 'fail'), healthy]).verdict).toBe('fail');
});

test('a run that did not see whether the drained backend was left alone is no pass', () => {
  const unseen = [check('last-new-request', 'skip'), check('all-gone', 'skip')];
  expect(judged([...unseen, check('complete-response', 'pass'), healthy]).verdict).toBe('invalid');
  expect(judged([...unseen, check('complete-response', 'fail'), healthy]).verdict).toBe('fail');
  expect(judged([check('stream', 'skip'), healthy]).verdict).toBe('invalid');
  expect(judged([]).verdict).toBe('invalid');
});

test('that nothing was left at the end is no witness: whoever never drains may keep nothing', () => {
  const { verdict, why } = judged([check('all-gone', 'pass'), healthy]);
  expect(verdict).toBe('invalid');
  expect(why).toContain('--backend-header');
});

test('where nothing was switched, no header would show what became of the backend', () => {
  const run = new LedgerBuilder();
  run.hasFlip = false;
  expect(verdictOf([healthy], WITNESSES, run.evidence()).why).toBe(
    'nothing shows whether the drained backend was left alone: maintenance was never switched on',
  );
});

test('a switch that had no effect is nothing to judge, unless something broke', () => {
  const nothing = check('flip-visible', 'fail');
  const others = [check('last-new-request', 'skip'), healthy];
  expect(judged([nothing, ...others], false)).toMatchObject({
    verdict: 'invalid',
    why: expect.stringMatching(/^nothing to judge/),
  });
  expect(judged([nothing, ...others]).verdict).toBe('fail');
  expect(judged([nothing, check('complete-response', 'fail'), healthy], false).verdict).toBe(
    'fail',
  );
});
