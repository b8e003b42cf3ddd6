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
      actual: expect.stringContaining('1 connection closed'),
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

  it('skips when none was closed by the peer before the run’s end', () => {
    const none = judge('idle-close', (run) => run.changeConnection(7, { end: 'held' }));
    expect(none.status).toBe('skip');
    const after = judge('idle-close', (run) => run.changeConnection(7, { closedMs: 20_001 }));
    expect(after.status).toBe('skip');
  });
});
