import { describe, expect, it } from 'vitest';
import { AT } from '../../support/ledger.js';
import { judge } from '../judge.js';

describe('stream', () => {
  it('passes when every stream was whole and steady', () => {
    expect(judge('stream')).toMatchObject({
      status: 'pass',
      actual: '1 stream, 0 broken, longest silence 260 ms',
    });
  });

  it.each(['cut', 'reset', 'corrupt', 'unanswered'] as const)(
    'fails a stream that ends %s',
    (outcome) => {
      expect(judge('stream', (run) => run.change('3-0', { outcome }))).toMatchObject({
        status: 'fail',
        blame: 'frontend',
      });
    },
  );

  it('fails a silence past every reader’s patience, lag added', () => {
    expect(judge('stream', (run) => run.change('3-0', { maxGapMs: 250 + 5000 + 10 })).status).toBe(
      'pass',
    );
    expect(judge('stream', (run) => run.change('3-0', { maxGapMs: 250 + 5000 + 11 })).status).toBe(
      'fail',
    );
  });

  it('warns of a stream that outlived the waiting timeout', () => {
    expect(
      judge('stream', (run) => run.change('3-0', { outcome: 'cut', endMs: AT.waitOver + 1 }))
        .status,
    ).toBe('warn');
  });

  it('skips when none came to its end', () => {
    expect(judge('stream', (run) => run.change('3-0', { outcome: 'open' })).status).toBe('skip');
  });
});
