import { describe, expect, it } from 'vitest';
import type { LedgerBuilder } from '../../support/ledger.js';
import { judge } from '../judge.js';

/** A request on the idle connection 7, which the frontend closes at 12,000 ms. */
const crossing = (run: LedgerBuilder, sentMs: number, method: 'GET' | 'POST') => {
  const connection = run.connections.find(({ index }) => index === 7);
  if (!connection) throw new Error('no connection 7');
  return run.request(connection, null, [sentMs, 12_000], {
    method,
    outcome: 'unanswered',
    status: null,
    headMs: null,
  });
};

describe('idle-close', () => {
  it('passes a keep-alive timeout that ends with FIN', () => {
    expect(judge('idle-close')).toMatchObject({
      status: 'pass',
      actual:
        '1 of 7 connections closed, 0 by RST, 0 announced, 7 s to 7 s after the flip, at most 1 in 100 ms; no request crossed a close, the nearest answered one 11.9 s',
    });
  });

  it('fails an idle connection that ends with RST', () => {
    const reset = judge('idle-close', (run) =>
      run.changeConnection(7, { end: 'rst', peerFinMs: null }),
    );
    expect(reset).toMatchObject({ status: 'fail', blame: 'frontend' });
  });

  it('warns of a GET that crossed the FIN, and fails a POST that did', () => {
    expect(judge('idle-close', (run) => void crossing(run, 11_950, 'GET')).status).toBe('warn');
    expect(judge('idle-close', (run) => void crossing(run, 11_950, 'POST')).status).toBe('fail');
  });

  it('does not take a request for crossed that was sent long before, or that a server saw', () => {
    const early = judge('idle-close', (run) => void crossing(run, 11_000, 'GET'));
    expect(early.status).toBe('skip');
    const seen = judge('idle-close', (run) => run.arrive(crossing(run, 11_950, 'GET'), 'a'));
    expect(seen.status).toBe('skip');
  });

  it('measures the race: how near to the close a request was lost, and was answered', () => {
    const race = judge('idle-close', (run) => {
      crossing(run, 11_998, 'GET');
      const near = run.connection(10, 'race', {
        end: 'peer-fin',
        peerFinMs: 12_010,
        closedMs: 12_011,
      });
      run.request(near, 'b', [12_003, 12_004]);
    });
    expect(race.status).toBe('warn');
    expect(race.actual).toContain(
      '1 request crossed the close, the widest sent 2 ms before it was seen, the nearest answered one 7 ms',
    );
  });

  it('warns when a share of all is closed at once, and fails what passes the user’s bound', () => {
    const closeAll = (run: LedgerBuilder): void => {
      for (let n = 10; n < 40; n++) {
        const closed = { end: 'peer-fin', peerFinMs: 5010 + n, closedMs: 5011 + n } as const;
        run.request(run.connection(n, 'idle', closed), 'a', [2000, 2002]);
      }
    };
    const warned = judge('idle-close', closeAll);
    expect(warned).toMatchObject({
      status: 'warn',
      actual: expect.stringContaining('31 of 37 connections closed'),
    });
    const bounded = (maxCloses: number) =>
      judge('idle-close', (run) => {
        closeAll(run);
        run.facts = { ...run.facts, budgets: { ...run.facts.budgets, maxCloses } };
      }).status;
    expect(bounded(30)).toBe('fail');
    expect(bounded(31)).toBe('warn');
  });

  it('skips when none was closed by the peer before the run’s end', () => {
    const none = judge('idle-close', (run) => run.changeConnection(7, { end: 'held' }));
    expect(none.status).toBe('skip');
    const after = judge('idle-close', (run) =>
      run.changeConnection(7, { closedMs: 20_001, peerFinMs: 20_000 }),
    );
    expect(after.status).toBe('skip');
  });
});
