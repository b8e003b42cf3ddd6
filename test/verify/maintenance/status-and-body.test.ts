import { describe, expect, it } from 'vitest';
import type { Transition } from '../../../src/model/ledger.js';
import { AT } from '../../support/ledger.js';
import { judge } from '../judge.js';

const withTransitions = (...transitions: Transition[]) =>
  judge('status-and-body', (run) => {
    run.ledger = { ...run.ledger, transitions };
  });
const down = (atMs: number): Transition => ({ atMs, backend: 'a', state: 'down' });
const up = (atMs: number): Transition => ({ atMs, backend: 'a', state: 'up' });

describe('status-and-body', () => {
  it('passes when a 200 with the page means down, and its going means up', () => {
    expect(judge('status-and-body')).toMatchObject({
      status: 'pass',
      actual: 'the page came with status 200; down after 600 ms; up after 1.1 s',
    });
  });

  it('fails a frontend that reads the status alone: never down', () => {
    expect(withTransitions()).toMatchObject({ status: 'fail', blame: 'frontend' });
  });

  it('fails a frontend that notices later than D, or brings back later than U', () => {
    expect(withTransitions(down(AT.on + 1001), up(AT.up)).status).toBe('fail');
    expect(withTransitions(down(AT.down), up(AT.off + 1501)).status).toBe('fail');
    expect(withTransitions(down(AT.down)).status).toBe('fail');
  });

  it('takes a transition that was noted just before the flip was', () => {
    expect(withTransitions(down(AT.on - 5), up(AT.up)).status).toBe('pass');
  });

  it('does not wait for the way back where the run did not', () => {
    const early = judge('status-and-body', (run) => {
      run.ledger = { ...run.ledger, transitions: [down(AT.down)] };
      run.facts = { ...run.facts, endMs: AT.off + 100 };
    });
    expect(early.status).toBe('pass');
  });

  it('skips where the page was never seen, and where the frontend does not report', () => {
    const unseen = judge('status-and-body', (run) => {
      run.ledger = { ...run.ledger, probes: [] };
    });
    expect(unseen).toMatchObject({ status: 'skip', actual: expect.stringContaining('never seen') });
    const silent = judge('status-and-body', (run) => {
      run.maintenance = { ...run.maintenance, reportsTransitions: false };
      run.ledger = { ...run.ledger, transitions: [] };
    });
    expect(silent).toMatchObject({ status: 'skip', actual: expect.stringContaining('not report') });
  });
});
