import { describe, expect, it } from 'vitest';
import type { TesterSample } from '../../../src/model/ledger.js';
import { judge } from '../judge.js';

const samples = (...changes: Partial<TesterSample>[]) =>
  judge('tester-healthy', (run) => {
    const sample = { atMs: 1000, process: 'load-0', lagMs: 5, cpu: 0.2 };
    run.ledger = { ...run.ledger, tester: changes.map((change) => ({ ...sample, ...change })) };
  });

describe('tester-healthy', () => {
  it('passes a tester with room to spare', () => {
    expect(judge('tester-healthy')).toMatchObject({
      status: 'pass',
      actual: 'largest lag 10 ms (load-0, at 1,000 ms)',
    });
  });

  it.each(['no-port', 'no-descriptor'] as const)('fails on a connect that ended %s', (end) => {
    const short = judge('tester-healthy', (run) => {
      run.connection(10, 'idle', { end, openMs: null, local: '' });
    });
    expect(short).toMatchObject({ status: 'fail', blame: 'tester' });
  });

  it('warns of a stall, and fails one that voids every bound', () => {
    expect(samples({}, { lagMs: 501 }).status).toBe('warn');
    expect(samples({}, { lagMs: 2001, process: 'conductor' })).toMatchObject({
      status: 'fail',
      actual: 'largest lag 2 s (conductor, at 1,000 ms)',
    });
  });

  it('fails a process that was out of CPU most of the time, not one that was for a moment', () => {
    expect(samples({ cpu: 1 }, { cpu: 0.99 }, { cpu: 0.3 }).status).toBe('fail');
    expect(
      samples({ cpu: 1 }, { cpu: 0.3 }, { cpu: 1, process: 'load-1' }, { process: 'load-1' })
        .status,
    ).toBe('pass');
  });

  it('skips when nobody watched', () => {
    expect(samples().status).toBe('skip');
  });
});
