import { expect, test } from 'vitest';
import type { CheckId, CheckResult } from '../../src/model/run-result.js';
import { verdictOf } from '../../src/verify/verdict.js';

const check = (id: CheckId, status: CheckResult['status']): CheckResult => ({
  id,
  status,
  expected: '',
  actual: '',
  blame: '',
  samples: [],
});
const healthy = check('tester-healthy', 'pass');

test('one failed check fails the run', () => {
  expect(verdictOf([check('stream', 'pass'), check('tunnel', 'fail'), healthy]).verdict).toBe(
    'fail',
  );
});

test('warnings and skips do not', () => {
  const drained = check('last-new-request', 'pass');
  expect(
    verdictOf([drained, check('stream', 'warn'), check('tunnel', 'skip'), healthy]).verdict,
  ).toBe('pass');
});

test('a sick tester makes the run invalid, whatever else was found', () => {
  expect(verdictOf([check('tunnel', 'fail'), check('tester-healthy', 'fail')]).verdict).toBe(
    'invalid',
  );
});

test('a run that did not see whether the drained backend was left alone is no pass', () => {
  const unseen = [check('last-new-request', 'skip'), check('all-gone', 'skip')];
  expect(verdictOf([...unseen, check('complete-response', 'pass'), healthy]).verdict).toBe(
    'invalid',
  );
  expect(verdictOf([...unseen, check('complete-response', 'fail'), healthy]).verdict).toBe('fail');
  expect(verdictOf([check('stream', 'skip'), healthy]).verdict).toBe('invalid');
  expect(verdictOf([]).verdict).toBe('invalid');
});

test('that nothing was left at the end is no witness: whoever never drains may keep nothing', () => {
  const { verdict, why } = verdictOf([check('all-gone', 'pass'), healthy]);
  expect(verdict).toBe('invalid');
  expect(why).toContain('--backend-header');
});

test('a switch that was never seen is nothing to judge, unless something broke', () => {
  const nothing = { ...check('flip-visible', 'skip'), actual: 'nothing to judge' };
  expect(verdictOf([nothing, check('last-new-request', 'pass'), healthy])).toEqual({
    verdict: 'invalid',
    why: 'nothing to judge',
  });
  expect(verdictOf([nothing, check('complete-response', 'fail'), healthy]).verdict).toBe('fail');
});
