import { describe, expect, it } from 'vitest';
import { AT } from '../../support/ledger.js';
import { judge } from '../judge.js';

describe('upload', () => {
  it('passes when every upload was received and answered', () => {
    expect(judge('upload')).toMatchObject({
      status: 'pass',
      actual: '1 upload, all received whole',
    });
  });

  it.each(['cut', 'reset', 'unanswered', 'corrupt'] as const)(
    'fails an upload that ends %s',
    (outcome) => {
      expect(judge('upload', (run) => run.change('4-0', { outcome }))).toMatchObject({
        status: 'fail',
        blame: 'frontend',
      });
    },
  );

  it('fails an upload that a proxy lost behind itself', () => {
    expect(judge('upload', (run) => run.change('4-0', { status: 502 })).status).toBe('fail');
  });

  it('warns of a refusal that could be read, and of an end by the waiting timeout', () => {
    expect(judge('upload', (run) => run.change('4-0', { status: 413 })).status).toBe('warn');
    expect(judge('upload', (run) => run.change('4-0', { status: 503 })).status).toBe('warn');
    const outlived = judge('upload', (run) =>
      run.change('4-0', { outcome: 'unanswered', endMs: AT.waitOver + 1 }),
    );
    expect(outlived.status).toBe('warn');
  });

  it('skips when none came to its end', () => {
    expect(judge('upload', (run) => run.change('4-0', { outcome: 'open' })).status).toBe('skip');
  });
});
