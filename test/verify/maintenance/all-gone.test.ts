import { describe, expect, it } from 'vitest';
import type { WatchedSocket } from '../../../src/model/ledger.js';
import { AT, BOUNDS, type LedgerBuilder } from '../../support/ledger.js';
import { judge } from '../judge.js';

const DEADLINE = AT.down + 8000 + BOUNDS.closeMs;
const LOOKS = [4500, 4900, 14_650, 14_900, 15_500];

/** Sockets at the drained backend, in addition to the one that existed before the flip. */
const watched = (run: LedgerBuilder, ...sockets: Partial<WatchedSocket>[]): void => {
  const before = { client: '127.0.0.2:1', firstSeenMs: 4500, lastSeenMs: 4900, lastDataMs: 4890 };
  run.ledger = {
    ...run.ledger,
    sockets: {
      looksMs: LOOKS,
      sockets: [before, ...sockets.map((socket) => ({ ...before, lastSeenMs: 15_500, ...socket }))],
    },
  };
};
const withoutWait = (run: LedgerBuilder): void => {
  run.maintenance = { ...run.maintenance, bounds: { ...BOUNDS, waitMs: null } };
};
/** A deployment that is not ours; its answers name the backend or do not. */
const foreign = (run: LedgerBuilder, named = true): void => {
  run.hasServerLedgers = false;
  if (!named) for (const { id } of [...run.requests]) run.change(id, { backend: null });
};
const used = { lastDataMs: DEADLINE + 400 };
const idle = { lastDataMs: AT.down - 1 };

describe('all-gone', () => {
  it('passes when every side says that nothing is left at Tm + W + C', () => {
    expect(judge('all-gone')).toMatchObject({
      status: 'pass',
      actual: 'no connection, no request',
    });
    expect(judge('all-gone', foreign).actual).toBe('nothing left, no connection');
  });

  it('fails a connection on which data still moves, where no answer names its backend', () => {
    const left = judge('all-gone', (run) => {
      foreign(run, false);
      watched(run, used, used);
    });
    expect(left).toMatchObject({ status: 'fail', actual: '2 connections left' });
  });

  it('only warns where little is left of much: health checks may keep a connection', () => {
    const kept = judge('all-gone', (run) => {
      foreign(run, false);
      watched(run, used, idle, idle, idle);
    });
    expect(kept).toMatchObject({
      status: 'warn',
      actual: expect.stringContaining('no answer names its backend; on 1 connection data still'),
    });
  });

  it('only warns of it where every request of the run is known to be elsewhere', () => {
    const others = judge('all-gone', (run) => {
      foreign(run);
      watched(run, used);
    });
    expect(others).toMatchObject({
      status: 'warn',
      actual: expect.stringContaining('no request of this run is left'),
    });
  });

  it('warns of what is idle in a pool, and says how to have it closed', () => {
    for (const named of [true, false]) {
      const pooled = judge('all-gone', (run) => {
        foreign(run, named);
        watched(run, idle, idle);
      });
      expect(pooled).toMatchObject({ status: 'warn', blame: '' });
      expect(pooled.actual).toMatch(/^2 connections left idle .*pool-purge-delay/);
    }
  });

  it('does not mind a health check’s connections: each is in one look, and gone before the next', () => {
    const checks = judge('all-gone', (run) =>
      watched(
        run,
        { firstSeenMs: 14_650, lastSeenMs: 14_650, lastDataMs: 14_649 },
        { firstSeenMs: 14_900, lastSeenMs: 14_900, lastDataMs: 14_899 },
        { firstSeenMs: 15_500, lastSeenMs: 15_500, lastDataMs: 15_499 },
      ),
    );
    expect(checks.status).toBe('pass');
  });

  it('fails a tunnel of the clients’ own that is open there, whatever the kernel sees', () => {
    const open = judge('all-gone', (run) => {
      foreign(run);
      run.ledger = { ...run.ledger, sockets: null };
      run.change('5-0', { outcome: 'open', endMs: AT.end + 50 });
      run.changeConnection(5, { end: 'held', peerFinMs: null });
    });
    expect(open).toMatchObject({
      status: 'fail',
      actual: '1 request left',
      samples: [expect.stringContaining('5-0 (tunnel')],
    });
  });

  it('fails a request that the backend server still had open, and shows it', () => {
    const open = judge('all-gone', (run) => run.changeArrival('3-0', { endMs: 15_000 }));
    expect(open).toMatchObject({ status: 'fail', samples: ['3-0 / began at 4,501 ms'] });
    expect(judge('all-gone', (run) => run.changeArrival('3-0', { endMs: null })).status).toBe(
      'fail',
    );
  });

  it('fails what is left without a waiting timeout, and says why', () => {
    const stay = (run: LedgerBuilder): void => {
      withoutWait(run);
      run.changeArrival('5-0', { endMs: null });
    };
    expect(judge('all-gone', stay)).toMatchObject({
      status: 'fail',
      actual: expect.stringContaining('no waiting timeout'),
    });
    const declared = judge('all-gone', (run) => {
      stay(run);
      run.maintenance = {
        ...run.maintenance,
        promises: { ...run.maintenance.promises, wait: false },
      };
    });
    expect(declared.status).toBe('warn');
    expect(judge('all-gone', withoutWait).status).toBe('pass');
  });

  it('blames the backend proxy where its page was never seen', () => {
    const unseen = judge('all-gone', (run) => {
      run.ledger = { ...run.ledger, probes: [] };
      run.changeArrival('3-0', { endMs: 15_000 });
    });
    expect(unseen.blame).toBe('backend proxy a: its maintenance page was never seen');
  });

  it('skips where nothing can be known, and says what', () => {
    const blind = judge('all-gone', (run) => {
      foreign(run, false);
      run.ledger = { ...run.ledger, sockets: null };
    });
    expect(blind).toMatchObject({ status: 'skip', actual: 'nothing was at a before the flip' });
    const short = judge('all-gone', (run) => {
      run.ledger = { ...run.ledger, flip: { ...run.ledger.flip, offMs: DEADLINE - 1 } };
    });
    expect(short).toMatchObject({ status: 'skip', actual: 'the drain ended before that' });
    const unseen = judge('all-gone', (run) => {
      run.maintenance = { ...run.maintenance, reportsTransitions: false };
      run.ledger = { ...run.ledger, probes: [], transitions: [] };
    });
    expect(unseen).toMatchObject({ status: 'skip', actual: 'nothing shows that a was taken out' });
  });
});
