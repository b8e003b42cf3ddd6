import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../../src/model/run-result.js';
import { renderRunText } from '../../../src/report/run/run-text.js';
import { expectGolden } from '../../support/golden.js';
import { layoutWith } from '../../support/layout.js';
import { FAILED, HELD, NO_FATES, PASSED } from './made-run.js';

const render = (result: RunResult, columns = 80): string =>
  renderRunText(result, layoutWith({ columns }));

describe('a run for people', () => {
  test('that passed', () => expectGolden('run/pass.txt', render(PASSED)));

  test('that failed: the check, what was expected, who is to blame, where to look', () =>
    expectGolden('run/fail.txt', render(FAILED)));

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
    {
      ...PASSED,
      verdict: 'invalid',
      interrupted: true,
      checks: [],
      fates: NO_FATES,
      fatesByKind: {},
    },
    layoutWith(),
  );
  expect(interrupted).toMatch(/^maintenance {2}INVALID \(interrupted\)\n/);
  expect(interrupted).not.toContain('What became');
});

test('a run without a flip says none of one, and what was closed all the same', () => {
  const text = renderRunText(HELD, layoutWith({ columns: 160 }));
  expect(text).not.toContain('flip');
  expect(text).toContain('tunnels apart, by 127.0.0.1:18080: 8,000 at most in 100 ms, 2 by RST');
  expect(text).toContain('19,988 at most, bound by file-max of the host');
});
