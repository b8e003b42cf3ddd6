import { describe, expect, it } from 'vitest';
import { AT } from '../../support/ledger.js';
import { judge } from '../judge.js';

describe('last-new-request', () => {
  it('passes when the last request began before Tf + D', () => {
    expect(judge('last-new-request')).toMatchObject({
      status: 'pass',
      actual: 'last one 101 ms after the flip; 2 requests elsewhere',
    });
  });

  it('lets a request begin up to Tf + D: it is legal', () => {
    const late = judge('last-new-request', (run) => {
      run.request(run.connection(10, 'idle'), 'a', [5990, 5995]);
    });
    expect(late.status).toBe('pass');
  });

  it('fails a frontend that sends one more, and shows it', () => {
    const one = judge('last-new-request', (run) => {
      run.request(run.connection(10, 'idle'), 'a', [6100, 6105]);
    });
    expect(one).toMatchObject({
      status: 'fail',
      blame: 'frontend',
      samples: ['10-0 began at 6,101 ms'],
    });
  });

  it('counts by the ledger, not by what the client hears: a retried request began there too', () => {
    const retried = judge('last-new-request', (run) => {
      const request = run.request(run.connection(10, 'idle'), 'b', [6100, 6105]);
      run.arrive(request, 'a');
    });
    expect(retried.status).toBe('fail');
  });

  it('leaves out health checks, and what comes after the flip back', () => {
    const health = judge('last-new-request', (run) => {
      const request = run.request(run.connection(10, 'idle'), 'a', [7000, 7001]);
      run.changeArrival(request.id, { health: true, path: '/health_check/' });
    });
    expect(health.status).toBe('pass');
  });

  it('goes by the responses where there are no ledgers', () => {
    const foreign = judge('last-new-request', (run) => {
      run.hasServerLedgers = false;
    });
    expect(foreign.status).toBe('pass');
    const wrong = judge('last-new-request', (run) => {
      run.hasServerLedgers = false;
      run.request(run.connection(10, 'idle'), 'a', [6100, 6105]);
    });
    expect(wrong.status).toBe('fail');
  });

  it('does not take a request that was held until the flip back for one that began there', () => {
    const held = judge('last-new-request', (run) => {
      run.hasServerLedgers = false;
      run.request(run.connection(10, 'idle'), 'a', [9000, AT.off + 300], { headMs: AT.off + 299 });
    });
    expect(held).toMatchObject({
      status: 'pass',
      actual: expect.stringContaining('1 held until the flip back'),
    });
  });

  it('goes by the kernel where no answer names its backend: quiet connections pass', () => {
    const byKernel = (lastDataMs: number, firstSeenMs = 4500) =>
      judge('last-new-request', (run) => {
        run.hasServerLedgers = false;
        for (const { id } of [...run.requests]) run.change(id, { backend: null });
        const socket = { client: '127.0.0.2:1', firstSeenMs, lastSeenMs: 15_500, lastDataMs };
        run.ledger = { ...run.ledger, sockets: { looksMs: [4500, 15_500], sockets: [socket] } };
      });
    expect(byKernel(AT.on + 400)).toMatchObject({
      status: 'pass',
      actual: expect.stringContaining('last data 400 ms after the flip'),
    });
    expect(byKernel(AT.on + 1400).actual).toContain('data still moved on 1 connection');
    expect(byKernel(1000).status).toBe('skip');
    expect(byKernel(AT.on + 400, AT.on + 300).status).toBe('skip');
  });

  it('skips where nothing shows that anything was switched', () => {
    const nothing = judge('last-new-request', (run) => {
      run.maintenance = { ...run.maintenance, reportsTransitions: false };
      run.ledger = { ...run.ledger, probes: [], transitions: [] };
    });
    expect(nothing).toMatchObject({ status: 'skip', actual: 'nothing shows that a was taken out' });
  });

  it('skips where nobody names the backend, and where nothing was asked at all', () => {
    const nameless = judge('last-new-request', (run) => {
      run.hasServerLedgers = false;
      for (const { id } of [...run.requests]) run.change(id, { backend: null });
    });
    expect(nameless.status).toBe('skip');
    const quiet = judge('last-new-request', (run) => {
      run.requests.length = 0;
      for (const server of Object.values(run.servers)) server.requests.length = 0;
    });
    expect(quiet.status).toBe('skip');
    const noneAfter = judge('last-new-request', (run) => {
      for (const server of Object.values(run.servers)) {
        server.requests.splice(0, Infinity, ...server.requests.filter((r) => r.beganMs < 5500));
      }
    });
    expect(noneAfter).toMatchObject({
      status: 'skip',
      actual: 'no request began anywhere after that',
    });
  });
});
