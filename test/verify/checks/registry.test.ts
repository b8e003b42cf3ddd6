import { describe, expect, it, test } from 'vitest';
import type { CheckId } from '../../../src/model/run-result.js';
import { CHECK_IDS, CHECKS, checksWith, runChecks } from '../../../src/verify/checks/registry.js';
import { AT, BOUNDS, goodRun, heldRun, LedgerBuilder } from '../../support/ledger.js';
import { failing, goodRunFor, OF_A_FLIP } from '../judge.js';

describe('every check', () => {
  const ids = CHECK_IDS;

  test.each(ids)('%s passes the good run and says what it expected and saw', (id) => {
    const found = CHECKS[id].judge(goodRunFor(id).evidence());
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
    expect(CHECKS[id].judge(run.evidence()).status).toBe('skip');
  });
});

describe('a run without a flip', () => {
  const run = heldRun();
  run.request(run.connection(3, 'stream'), 'a', [2000, 4000]);
  run.request(run.connection(4, 'upload'), 'a', [2000, 4000]);
  const results = runChecks(run.evidence(), CHECK_IDS);

  it('skips the checks of a flip by one rule, and passes the others', () => {
    const skipped = results.filter(({ status }) => status === 'skip');
    expect(results.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(skipped.filter(({ id }) => CHECKS[id].needs.length === 0).map(({ id }) => id)).toEqual([
      'latency',
      'idle-close',
    ]);
    for (const { id, status, actual } of results) {
      if (CHECKS[id].needs.includes('flip')) {
        expect({ id, status, actual }).toMatchObject({
          status: 'skip',
          actual: 'maintenance was never switched on',
        });
      }
    }
  });

  it('says nothing of flips in a check that needs none', () => {
    for (const { id, expected, actual } of results) {
      if (CHECKS[id].needs.includes('flip')) continue;
      expect(`${id}: ${expected}; ${actual}`).not.toMatch(/flip|maintenance|drain|waiting timeout/);
    }
  });
});

describe('a run disturbed by a command', () => {
  const words = { beginning: 'the command', end: 'its end', during: 'command', after: 'after' };
  const found = (id: CheckId, change: (run: LedgerBuilder) => void = () => undefined) => {
    const run = goodRun();
    run.hasFlip = false;
    run.facts = { ...run.facts, disturbance: { beganMs: 5000, endedMs: 9000, words } };
    change(run);
    return CHECKS[id].judge(run.evidence());
  };

  it('is judged against what was before it, in its own words', () => {
    expect(found('latency')).toMatchObject({
      status: 'pass',
      expected: expect.stringMatching(/, in command and after$/),
      actual: expect.stringMatching(/^baseline .*; command .*; after /),
    });
    expect(found('as-before')).toMatchObject({
      status: 'pass',
      expected: expect.stringMatching(/^answers from the command on are as before/),
    });
    expect(found('idle-close').actual).toContain('7 s to 7 s after the command');
    expect(found('complete-response').actual).toContain('from the command on');
  });

  it('is failed for what it broke, by when that was', () => {
    const broken = found('complete-response', (run) => {
      run.hasServerLedgers = false;
      run.change('1-2', { outcome: 'cut', endMs: 5060 });
    });
    expect(broken).toMatchObject({
      status: 'fail',
      blame: '1 of 1 from a, within 60 ms of the command',
    });
  });
});

test('a scenario gets the checks that what it plays can feed', () => {
  const held = checksWith(new Set(['pulses']));
  expect(held).toEqual(expect.arrayContaining(['held-alive', 'all-established', 'tunnel']));
  expect(held).not.toEqual(expect.arrayContaining(['all-gone']));
  expect(held).not.toEqual(expect.arrayContaining(['at-most-once']));
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
  const results = runChecks(run.evidence(), OF_A_FLIP);
  expect(results.filter(({ status }) => status === 'fail')).toEqual([]);
  expect(results.filter(({ status }) => status === 'skip').map(({ id }) => id)).toEqual([
    'status-and-body',
    'at-most-once',
    'no-flap',
  ]);
});
