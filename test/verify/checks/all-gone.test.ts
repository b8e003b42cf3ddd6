import { describe, expect, it } from 'vitest';
import { AT, BOUNDS, type LedgerBuilder } from '../../support/ledger.js';
import { judge } from '../judge.js';

const count = (run: LedgerBuilder, ...looks: [atMs: number, established: number][]): void => {
  run.ledger = {
    ...run.ledger,
    kernel: [[AT.on - 500, 40] as const, ...looks].map(([atMs, established]) => ({
      atMs,
      to: 'a',
      established,
    })),
  };
};
const withoutWait = (run: LedgerBuilder): void => {
  run.facts = { ...run.facts, bounds: { ...BOUNDS, waitMs: null } };
};

describe('all-gone', () => {
  it('passes when the kernel counts nothing at Tm + W + C', () => {
    expect(judge('all-gone').status).toBe('pass');
  });

  it('fails a connection that is still there, pooled idle ones included', () => {
    expect(judge('all-gone', (run) => count(run, [15_000, 3]))).toMatchObject({
      status: 'fail',
      blame: 'frontend',
      actual: '3 connections and 0 requests left',
    });
  });

  it('does not speak of requests that no ledger counts', () => {
    const blind = (run: LedgerBuilder): void => {
      run.hasServerLedgers = false;
    };
    expect(judge('all-gone', blind).actual).toBe('no connection');
    const left = judge('all-gone', (run) => {
      blind(run);
      count(run, [15_000, 3]);
    });
    expect(left.actual).toBe("3 connections left, in use or idle in the frontend's pool");
  });

  it('does not mind a health check’s connection, which some looks see and others do not', () => {
    expect(
      judge('all-gone', (run) => count(run, [14_700, 1], [14_750, 0], [14_800, 1])).status,
    ).toBe('pass');
  });

  it('fails connections that go late: a look much later does not help', () => {
    const late = judge('all-gone', (run) =>
      count(run, [14_700, 2], [14_750, 2], [14_800, 2], [14_850, 2], [14_900, 2], [15_900, 0]),
    );
    expect(late.status).toBe('fail');
  });

  it('fails a request that the backend server still had open, and shows it', () => {
    const open = judge('all-gone', (run) => run.changeArrival('3-0', { endMs: 15_000 }));
    expect(open).toMatchObject({ status: 'fail', samples: ['3-0 / began at 4,501 ms'] });
    expect(judge('all-gone', (run) => run.changeArrival('3-0', { endMs: null })).status).toBe(
      'fail',
    );
  });

  it('fails what is left without a waiting timeout, and says why', () => {
    const left = judge('all-gone', (run) => {
      withoutWait(run);
      count(run, [10_000, 5], [15_500, 2]);
    });
    expect(left).toMatchObject({
      status: 'fail',
      blame: 'frontend',
      actual: expect.stringContaining('no waiting timeout'),
    });
    expect(judge('all-gone', withoutWait).status).toBe('pass');
  });

  it('counts only while the backend is drained, and from the deadline on', () => {
    expect(judge('all-gone', (run) => count(run, [14_000, 3], [AT.off + 500, 9])).actual).toBe(
      'no kernel count after that',
    );
  });

  it('skips where the frontend’s connections are not this kernel’s to count', () => {
    const elsewhere = judge('all-gone', (run) => {
      count(run, [14_700, 0]);
      run.ledger = { ...run.ledger, kernel: run.ledger.kernel.slice(1) };
    });
    expect(elsewhere).toMatchObject({
      status: 'skip',
      actual: 'this kernel saw no connection to a before the flip either',
    });
  });

  it('skips without a kernel count, and where nothing ever was at the backend', () => {
    expect(judge('all-gone', (run) => count(run)).status).toBe('skip');
    const unused = judge('all-gone', (run) => {
      run.ledger = { ...run.ledger, kernel: [] };
      run.requests.length = 0;
      run.servers.a.requests.length = 0;
    });
    expect(unused).toMatchObject({ status: 'skip', actual: 'nothing was at a before the flip' });
  });
});
