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
  expect(verdictOf([check('stream', 'pass'), check('tunnel', 'fail'), healthy])).toBe('fail');
});

test('warnings and skips do not', () => {
  const drained = check('last-new-request', 'pass');
  expect(verdictOf([drained, check('stream', 'warn'), check('tunnel', 'skip'), healthy])).toBe(
    'pass',
  );
});

test('a sick tester makes the run invalid, whatever else was found', () => {
  expect(verdictOf([check('tunnel', 'fail'), check('tester-healthy', 'fail')])).toBe('invalid');
});

test('a run that did not see whether the drained backend was left alone is no pass', () => {
  const unseen = [check('last-new-request', 'skip'), check('all-gone', 'skip')];
  expect(verdictOf([...unseen, check('complete-response', 'pass'), healthy])).toBe('invalid');
  expect(verdictOf([...unseen, check('complete-response', 'fail'), healthy])).toBe('fail');
  expect(verdictOf([check('stream', 'skip'), healthy])).toBe('invalid');
  expect(verdictOf([])).toBe('invalid');
});
