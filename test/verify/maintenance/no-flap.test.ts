import { describe, expect, it } from 'vitest';
import type { Transition } from '../../../src/model/ledger.js';
import { AT } from '../../support/ledger.js';
import { judge } from '../judge.js';

const told = (...transitions: Transition[]) =>
  judge('no-flap', (run) => {
    run.ledger = { ...run.ledger, transitions };
  });
const change = (backend: string, state: 'up' | 'down', atMs: number): Transition => ({
  atMs,
  backend,
  state,
});
const due = [change('a', 'down', AT.down), change('a', 'up', AT.up)];

describe('no-flap', () => {
  it('passes one transition a flip', () => {
    expect(judge('no-flap')).toMatchObject({ status: 'pass', actual: '2 transitions seen' });
  });

  it('does not count what is said twice, or a backend that starts', () => {
    expect(
      told(change('b', 'up', 10), change('a', 'up', 10), ...due, change('a', 'down', AT.down + 3))
        .status,
    ).toBe('pass');
  });

  it('fails a flap before the flip, during it, and of another backend', () => {
    expect(told(change('a', 'down', 2000), change('a', 'up', 2500), ...due).status).toBe('fail');
    expect(told(...due, change('a', 'up', 8000), change('a', 'down', 9000)).status).toBe('fail');
    expect(told(...due, change('b', 'down', 8000), change('b', 'up', 8500))).toMatchObject({
      status: 'fail',
      blame: 'frontend',
      samples: ['b down at 8,000 ms', 'b up at 8,500 ms'],
    });
  });

  it('does not mind what happens when the run takes the chain down', () => {
    expect(told(...due, change('b', 'down', AT.end + 10)).status).toBe('pass');
  });

  it('skips where there is no transition, and where the frontend does not tell', () => {
    expect(told().status).toBe('skip');
    expect(
      judge('no-flap', (run) => {
        run.maintenance = { ...run.maintenance, reportsTransitions: false };
      }).status,
    ).toBe('skip');
  });
});
