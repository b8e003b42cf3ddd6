import { describe, expect, it } from 'vitest';
import { AT, BOUNDS } from '../../support/ledger.js';
import { judge } from '../judge.js';

describe('tunnel', () => {
  it('passes tunnels that were held, and those that the waiting timeout ended', () => {
    expect(judge('tunnel')).toMatchObject({
      status: 'pass',
      actual: '2 tunnels, 1 ended by the waiting timeout, 1 held',
    });
  });

  it('fails a tunnel that ends when the backend is marked down, though with FIN', () => {
    const early = judge('tunnel', (run) => {
      run.change('5-0', { endMs: AT.down + 10 });
      run.changeConnection(5, { peerFinMs: AT.down + 10, closedMs: AT.down + 11 });
    });
    expect(early).toMatchObject({ status: 'fail', blame: 'frontend' });
    expect(early.samples[0]).toContain('ended before its time');
  });

  it('counts the waiting from when the flip was begun, where the frontend does not tell', () => {
    const slowOn = (onBeganMs: number) =>
      judge('tunnel', (run) => {
        const flip = { backend: 'a', onMs: AT.on, offMs: AT.off, onBeganMs };
        run.ledger = { ...run.ledger, flip, transitions: [] };
        const finMs = AT.on + 8000 - 400;
        run.change('5-0', { endMs: finMs });
        run.changeConnection(5, { peerFinMs: finMs, closedMs: finMs + 1 });
      }).status;
    expect(slowOn(AT.on - 500)).toBe('pass');
    expect(slowOn(AT.on)).toBe('fail');
  });

  it('names the backend server where it closed the tunnel itself', () => {
    const server = judge('tunnel', (run) => {
      run.change('5-0', { endMs: AT.down + 10, outcome: 'cut' });
      run.changeConnection(5, { peerFinMs: AT.down + 10 });
      run.changeArrival('5-0', { outcome: 'cut' });
      run.changeSocket('5-0', 'self-rst', AT.down + 9);
    });
    expect(server).toMatchObject({ status: 'fail', blame: 'backend server a' });
  });

  it('fails a tunnel to the other backend that ends at all', () => {
    const other = judge('tunnel', (run) => {
      run.change('6-0', { outcome: 'complete', endMs: 14_000 });
      run.changeConnection(6, { end: 'peer-fin', peerFinMs: 14_000 });
    });
    expect(other.status).toBe('fail');
  });

  it('fails RST and wrong bytes, whenever', () => {
    for (const outcome of ['reset', 'corrupt'] as const) {
      expect(judge('tunnel', (run) => run.change('5-0', { outcome })).status).toBe('fail');
    }
  });

  it('fails bytes that were lost at the end, but not those that crossed the FIN', () => {
    const lost = (lastSentMs: number) =>
      judge('tunnel', (run) => {
        run.change('5-0', { outcome: 'cut' });
        run.changeConnection(5, { unansweredBytes: 64, lastSentMs });
      });
    expect(lost(AT.waitOver - 1000)).toMatchObject({
      status: 'fail',
      samples: [expect.stringContaining('64 bytes lost at its end')],
    });
    expect(lost(AT.waitOver + 4).status).toBe('pass');
    expect(lost(AT.waitOver + 5 - (100 + BOUNDS.lagMs)).status).toBe('pass');
  });

  it('fails a held tunnel whose echo never came', () => {
    expect(judge('tunnel', (run) => run.changeConnection(6, { unansweredBytes: 128 })).status).toBe(
      'fail',
    );
  });

  it('does not mind an echo that was under way when the run ended itself early', () => {
    const cut = judge('tunnel', (run) => {
      run.changeConnection(6, { unansweredBytes: 64, lastSentMs: AT.end + 80 });
    });
    expect(cut.status).toBe('pass');
  });

  it('fails every early end where no waiting timeout is configured', () => {
    const unbounded = judge('tunnel', (run) => {
      run.maintenance = { ...run.maintenance, bounds: { ...BOUNDS, waitMs: null } };
    });
    expect(unbounded.status).toBe('fail');
  });

  it('fails one that is open on the drained backend after the waiting timeout', () => {
    const still = judge('tunnel', (run) => {
      run.hasServerLedgers = false;
      run.change('5-0', { outcome: 'open', endMs: AT.end + 50 });
      run.changeConnection(5, { end: 'held', peerFinMs: null, closedMs: AT.end + 51 });
    });
    expect(still).toMatchObject({
      status: 'fail',
      samples: [expect.stringContaining('open after the waiting timeout')],
    });
  });

  it('fails one on which nothing came back any more', () => {
    const silent = judge('tunnel', (run) =>
      run.change('6-0', { outcome: 'timeout', endMs: 16_000 }),
    );
    expect(silent.samples[0]).toContain('nothing came back any more');
  });

  it('skips when no tunnel was open', () => {
    const refused = judge('tunnel', (run) => {
      run.change('5-0', { status: 502 });
      run.change('6-0', { status: 502 });
    });
    expect(refused.status).toBe('skip');
  });
});
