import { describe, expect, it, test } from 'vitest';
import { CHECKS, runChecks } from '../../../src/verify/checks/registry.js';
import { AT, BOUNDS, goodRun, LedgerBuilder } from '../../support/ledger.js';
import { failing } from '../judge.js';

describe('every check', () => {
  const ids = Object.keys(CHECKS) as (keyof typeof CHECKS)[];

  test.each(ids)('%s passes the good run and says what it expected and saw', (id) => {
    const found = CHECKS[id](goodRun().evidence());
    expect(found).toMatchObject({ status: 'pass', blame: '', samples: [] });
    expect(found.expected).not.toBe('');
    expect(found.actual).not.toBe('');
  });

  test.each(ids)('%s passes nothing on an empty ledger', (id) => {
    const run = new LedgerBuilder();
    run.ledger = {
      flip: { backend: 'a', onMs: null, offMs: null },
      transitions: [],
      probes: [],
      kernel: [],
      sockets: null,
      references: [],
      tester: [],
      pulses: [],
      thinned: null,
    };
    expect(CHECKS[id](run.evidence()).status).toBe('skip');
  });
});

describe('deployments built wrong on purpose', () => {
  it('a server that resets its connections when maintenance begins', () => {
    const failed = failing((run) => {
      for (const id of ['2-0', '3-0', '4-0']) {
        run.change(id, { outcome: 'cut', endMs: AT.on + 5 });
        run.changeArrival(id, { outcome: 'cut', endMs: AT.on + 5 });
        run.changeSocket(id, 'self-rst', AT.on + 5);
      }
    });
    expect(failed).toEqual([
      'complete-response',
      'in-flight-finishes',
      'reset-audit',
      'upload',
      'stream',
    ]);
  });

  it('no waiting timeout: the tunnel to the drained backend stays', () => {
    const failed = failing((run) => {
      run.maintenance = { ...run.maintenance, bounds: { ...BOUNDS, waitMs: null } };
      run.change('5-0', { outcome: 'open', endMs: AT.end + 50 });
      run.changeArrival('5-0', { endMs: AT.end + 50, outcome: 'complete' });
      run.changeConnection(5, { end: 'held', peerFinMs: null });
    });
    expect(failed).toEqual(['all-gone']);
  });

  it('sessions shut down when marked down, as by HAProxy’s on-marked-down', () => {
    const failed = failing((run) => {
      for (const id of ['2-0', '3-0', '4-0'])
        run.change(id, { outcome: 'cut', endMs: AT.down + 10 });
      run.change('5-0', { outcome: 'complete', endMs: AT.down + 10 });
      run.changeConnection(5, { peerFinMs: AT.down + 10, closedMs: AT.down + 10 });
    });
    expect(failed).toEqual([
      'complete-response',
      'in-flight-finishes',
      'upload',
      'stream',
      'tunnel',
    ]);
  });
});

test('a foreign deployment is judged by its clients, and skipped by name for the rest', () => {
  const run = goodRun();
  run.hasServerLedgers = false;
  run.maintenance = { ...run.maintenance, reportsTransitions: false };
  run.ledger = { ...run.ledger, transitions: [] };
  const results = runChecks(run.evidence());
  expect(results.filter(({ status }) => status === 'fail')).toEqual([]);
  expect(results.filter(({ status }) => status === 'skip').map(({ id }) => id)).toEqual([
    'status-and-body',
    'at-most-once',
    'no-flap',
  ]);
});
