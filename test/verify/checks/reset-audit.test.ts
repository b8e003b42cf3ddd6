import { describe, expect, it } from 'vitest';
import { AT } from '../../support/ledger.js';
import { judge } from '../judge.js';

describe('reset-audit', () => {
  it('passes when nothing was reset', () => {
    expect(judge('reset-audit')).toMatchObject({
      status: 'pass',
      actual: 'none seen at clients and backend servers',
    });
  });

  it('fails a client’s RST, and blames the frontend', () => {
    const reset = judge('reset-audit', (run) =>
      run.changeConnection(0, { end: 'rst', closedMs: 6000 }),
    );
    expect(reset).toMatchObject({ status: 'fail', blame: 'frontend', actual: '1 RST' });
  });

  it('fails a server that resets when maintenance begins, and blames it before all others', () => {
    const server = judge('reset-audit', (run) => {
      run.changeConnection(2, { end: 'rst', closedMs: AT.on + 6 });
      run.changeSocket('3-0', 'peer-rst', AT.on + 7);
      run.changeSocket('2-0', 'self-rst', AT.on + 5);
    });
    expect(server).toMatchObject({ status: 'fail', blame: 'backend server a', actual: '3 RSTs' });
    expect(server.samples[0]).toContain('backend server a, socket from 127.0.0.2:');
  });

  it('fails a backend proxy that resets its server', () => {
    const proxy = judge('reset-audit', (run) => run.changeSocket('1-1', 'peer-rst', 3500));
    expect(proxy).toMatchObject({ status: 'fail', blame: 'backend proxy b' });
  });

  it('warns of a RST on the drained backend once the waiting timeout is over', () => {
    expect(
      judge('reset-audit', (run) => run.changeSocket('5-0', 'peer-rst', AT.waitOver + 5)).status,
    ).toBe('warn');
    expect(
      judge('reset-audit', (run) =>
        run.changeConnection(5, { end: 'rst', closedMs: AT.waitOver + 5 }),
      ).status,
    ).toBe('warn');
    expect(
      judge('reset-audit', (run) => run.changeSocket('6-0', 'peer-rst', AT.waitOver + 5)).status,
    ).toBe('fail');
  });

  it('leaves out the run’s own ending, and sockets of health checks alone', () => {
    expect(
      judge('reset-audit', (run) => run.changeSocket('6-0', 'peer-rst', AT.end + 50)).status,
    ).toBe('pass');
    const health = judge('reset-audit', (run) => {
      run.changeSocket('1-1', 'peer-rst', 3500);
      run.changeSocketLoad('1-1', false);
    });
    expect(health.status).toBe('pass');
  });

  it('says so when it saw the clients’ side only', () => {
    expect(
      judge('reset-audit', (run) => {
        run.hasServerLedgers = false;
      }).actual,
    ).toBe('none seen at clients');
  });

  it('skips when no connection was open', () => {
    expect(
      judge('reset-audit', (run) => {
        run.connections.length = 0;
      }).status,
    ).toBe('skip');
  });
});
