import { describe, expect, it } from 'vitest';
import { judge } from '../judge.js';

describe('at-most-once', () => {
  it('passes when each POST reached one backend once', () => {
    expect(judge('at-most-once')).toMatchObject({ status: 'pass', actual: '1 POST, none twice' });
  });

  it('fails a frontend that retried a POST', () => {
    const twice = judge('at-most-once', (run) => {
      const post = run.requests.find(({ id }) => id === '4-0');
      if (post) run.arrive(post, 'b');
    });
    expect(twice).toMatchObject({ status: 'fail', blame: 'frontend' });
    expect(twice.samples[0]).toContain('2 arrivals');
  });

  it('lets a GET be retried', () => {
    const retried = judge('at-most-once', (run) => {
      const get = run.requests.find(({ id }) => id === '2-0');
      if (get) run.arrive(get, 'b');
    });
    expect(retried.status).toBe('pass');
  });

  it('fails a 2xx that no backend gave', () => {
    const invented = judge('at-most-once', (run) => run.changeArrival('4-0', { id: 'other' }));
    expect(invented.status).toBe('fail');
  });

  it('lets a refused POST reach nobody', () => {
    const refused = judge('at-most-once', (run) => {
      run.changeArrival('4-0', { id: 'other' });
      run.change('4-0', { status: 503 });
    });
    expect(refused.status).toBe('pass');
  });

  it('skips where a server that answered took its ledger along', () => {
    const lost = judge('at-most-once', (run) => {
      run.servers.a.backend = 'elsewhere';
    });
    expect(lost).toMatchObject({
      status: 'skip',
      actual: 'the ledger of backend server a is lost',
    });
  });

  it('skips without ledgers, and without a POST', () => {
    expect(
      judge('at-most-once', (run) => {
        run.hasServerLedgers = false;
      }).actual,
    ).toBe('no ledger of the backend servers');
    expect(
      judge('at-most-once', (run) => {
        run.requests.length = 0;
      }).status,
    ).toBe('skip');
  });
});
