import { describe, expect, it } from 'vitest';
import { AT, BOUNDS } from '../../support/ledger.js';
import { judge } from '../judge.js';

describe('in-flight-finishes', () => {
  it('passes when all that was under way at the drained backend finished there', () => {
    expect(judge('in-flight-finishes')).toMatchObject({
      status: 'pass',
      actual: '3 requests under way at 5,600 ms; 3 finished, 0 ended by the waiting timeout',
    });
  });

  it('fails a frontend that cuts what is under way when it marks down, FIN or not', () => {
    for (const outcome of ['cut', 'reset', 'unanswered'] as const) {
      const cut = judge('in-flight-finishes', (run) =>
        run.change('2-0', { outcome, endMs: AT.down + 10 }),
      );
      expect(cut).toMatchObject({ status: 'fail', blame: 'frontend' });
    }
  });

  it('blames the server where the server reset', () => {
    const reset = judge('in-flight-finishes', (run) => {
      run.change('2-0', { outcome: 'cut', endMs: AT.down + 10 });
      run.changeArrival('2-0', { outcome: 'cut' });
      run.changeSocket('2-0', 'self-rst', AT.down + 9);
    });
    expect(reset).toMatchObject({ status: 'fail', blame: 'backend server a' });
  });

  it('counts what was cut between the flip and the marking down, too', () => {
    const cut = judge('in-flight-finishes', (run) => {
      for (const id of ['2-0', '3-0', '4-0']) run.change(id, { outcome: 'cut', endMs: AT.on + 5 });
    });
    expect(cut.status).toBe('fail');
  });

  it('does not take a proxy’s own 502 for a finish', () => {
    const lost = judge('in-flight-finishes', (run) =>
      run.change('4-0', { status: 502, backend: null }),
    );
    expect(lost.actual).toBe(
      '1 of 4 requests that were sent before it was marked down did not finish there',
    );
  });

  it('fails a request that was moved to another backend', () => {
    const moved = judge('in-flight-finishes', (run) => {
      run.change('2-0', { backend: 'b' });
      const request = run.requests.find(({ id }) => id === '2-0');
      if (request) run.arrive(request, 'b');
    });
    expect(moved.status).toBe('fail');
  });

  it('lets the waiting timeout end what is left, from Tm + W on', () => {
    const ended = judge('in-flight-finishes', (run) =>
      run.change('3-0', { outcome: 'cut', endMs: AT.waitOver + 2 }),
    );
    expect(ended).toMatchObject({
      status: 'pass',
      actual: expect.stringContaining('1 ended by the waiting timeout'),
    });
    const early = judge('in-flight-finishes', (run) =>
      run.change('3-0', { outcome: 'cut', endMs: AT.waitOver - 50 }),
    );
    expect(early.status).toBe('fail');
  });

  it('judges from the flip on where the frontend does not tell when it marked down', () => {
    const silent = judge('in-flight-finishes', (run) => {
      run.ledger = { ...run.ledger, transitions: [] };
      run.change('3-0', { outcome: 'cut', endMs: AT.on + 8000 });
    });
    expect(silent.status).toBe('pass');
  });

  it('counts what finished while a slow command was still flipping', () => {
    const slow = judge('in-flight-finishes', (run) => {
      run.ledger = {
        ...run.ledger,
        transitions: [],
        flip: { ...run.ledger.flip, onBeganMs: AT.on, onMs: AT.on + 2000 },
      };
      for (const id of ['2-0', '3-0', '4-0']) run.change(id, { endMs: AT.on + 1900 });
    });
    expect(slow).toMatchObject({ status: 'pass', actual: expect.stringMatching(/^3 requests/) });
  });

  it('fails what went on past the waiting timeout', () => {
    const late = judge('in-flight-finishes', (run) => {
      run.change('3-0', { endMs: AT.waitOver + BOUNDS.closeMs + 1 });
    });
    expect(late.status).toBe('fail');
  });

  it('does not mind what was open when the run was cut short', () => {
    const cut = judge('in-flight-finishes', (run) => {
      run.facts = { ...run.facts, endMs: 7000 };
      run.change('3-0', { outcome: 'open', endMs: 7001 });
    });
    expect(cut.status).toBe('pass');
  });

  it('without a waiting timeout excuses no cut, and minds no late finish', () => {
    const run = (outcome: 'cut' | 'complete') =>
      judge('in-flight-finishes', (good) => {
        good.maintenance = { ...good.maintenance, bounds: { ...BOUNDS, waitMs: null } };
        good.change('3-0', { outcome, endMs: 15_000 });
      });
    expect(run('cut').status).toBe('fail');
    expect(run('complete').status).toBe('pass');
  });

  it('skips when nothing was under way there: that would prove nothing', () => {
    const empty = judge('in-flight-finishes', (run) => {
      for (const id of ['2-0', '3-0', '4-0']) run.change(id, { endMs: AT.down - 1 });
    });
    expect(empty).toMatchObject({ status: 'skip', actual: 'nothing was under way at a then' });
  });
});
