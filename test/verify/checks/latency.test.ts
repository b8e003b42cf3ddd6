import { describe, expect, it } from 'vitest';
import type { Budgets } from '../../../src/model/run-account.js';
import { AT, type LedgerBuilder } from '../../support/ledger.js';
import { judge } from '../judge.js';

/** Forty requests from the flip on, or from the flip back on, that take this long. */
function taking(run: LedgerBuilder, fromMs: number, times: readonly number[]): void {
  const connection = run.connection(20, 'periodic');
  times.forEach((ms, n) => {
    run.request(connection, 'b', [fromMs + 10 * n, fromMs + 10 * n + ms]);
  });
}
const forty = (ms: number): number[] => new Array<number>(40).fill(ms);
const latency = (fromMs: number, times: readonly number[], budgets: Partial<Budgets> = {}) =>
  judge('latency', (run) => {
    taking(run, fromMs, times);
    run.facts = { ...run.facts, budgets: { ...run.facts.budgets, ...budgets } };
  });

describe('latency', () => {
  it('passes what is as fast as before, and says all three', () => {
    expect(judge('latency')).toMatchObject({
      status: 'pass',
      actual:
        'baseline p99 2 ms, worst 2 ms; drain p99 2 ms, worst 2 ms; return p99 2 ms, worst 2 ms',
    });
  });

  it.each([
    ['drain', AT.on + 100],
    ['return', AT.off + 100],
  ])('fails a %s in which everybody waits', (_phase, fromMs) => {
    expect(latency(fromMs, forty(400)).status).toBe('pass');
    expect(latency(fromMs, forty(600)).status).toBe('fail');
  });

  it('fails one request that waits very long', () => {
    const one = latency(AT.on + 100, [...forty(2), 2500]);
    expect(one).toMatchObject({ status: 'fail', samples: [expect.stringContaining('20-40')] });
    expect(latency(AT.on + 100, [...forty(2), 1800]).status).toBe('pass');
  });

  it('leaves one stall, which ends for everybody at once, to the bound of the worst', () => {
    const stall = (ms: number): number[] => forty(0).map((_, n) => ms - 10 * n);
    expect(latency(AT.on + 100, stall(1500)).status).toBe('pass');
    expect(latency(AT.on + 100, stall(2500)).status).toBe('fail');
    expect(latency(AT.on + 100, stall(1500), { maxP99Ms: 1000 }).status).toBe('fail');
    expect(latency(AT.on + 100, [...stall(1500), 600]).status).toBe('fail');
  });

  it('counts what was due before the flip and held up by it, and what was never answered', () => {
    const across = latency(AT.on - 50, [...forty(2), 3000]);
    expect(across.status).toBe('fail');
    const never = judge('latency', (run) => {
      run.request(run.connection(20, 'idle'), null, [AT.on + 10, AT.on + 10_010], {
        outcome: 'timeout',
      });
    });
    expect(never.status).toBe('fail');
  });

  it('holds to the user’s bounds instead of its own', () => {
    expect(latency(AT.on + 100, forty(40), { maxP99Ms: 30 }).status).toBe('fail');
    expect(latency(AT.on + 100, forty(40), { maxP99Ms: 50 }).status).toBe('pass');
    expect(latency(AT.on + 100, [...forty(2), 90], { maxLatencyMs: 80 }).status).toBe('fail');
    expect(latency(AT.on + 100, forty(900), { maxP99Ms: 1000 }).status).toBe('pass');
  });

  describe('where the load itself stood still', () => {
    const stalled = (process: string, atMs: number, lagMs: number) =>
      judge('latency', (run) => {
        taking(run, AT.on + 100, [...forty(2), 900]);
        run.facts = { ...run.facts, budgets: { ...run.facts.budgets, maxLatencyMs: 200 } };
        run.ledger = { ...run.ledger, tester: [{ atMs, process, lagMs, cpu: 0 }] };
      });
    const slowMs = AT.on + 100 + 10 * 40;

    it('blames the tester for what would be in bounds without it', () => {
      expect(stalled('load-0', slowMs + 950, 800)).toMatchObject({
        status: 'fail',
        blame: 'tester',
        actual: expect.stringContaining('without the stalls of the load itself, in bounds'),
      });
    });

    it.each([
      ['what would not', 'load-0', slowMs + 950, 600],
      ['what was over before', 'load-0', slowMs + 3000, 800],
      ['what came after', 'load-0', slowMs - 10, 800],
      ['what another process’s stall could not hold up', 'conductor', slowMs + 950, 800],
    ])('does not for %s', (_what, process, atMs, lagMs) => {
      const { status, blame } = stalled(process, atMs, lagMs);
      expect(status).toBe('fail');
      expect(blame).not.toBe('tester');
    });
  });

  it('is not judged without a baseline, unless the user bounds it', () => {
    const fresh = (budgets: Partial<Budgets>) =>
      judge('latency', (run) => {
        run.facts = {
          ...run.facts,
          heldFromMs: AT.on - 150,
          budgets: { ...run.facts.budgets, ...budgets },
        };
      }).status;
    expect(fresh({})).toBe('skip');
    expect(fresh({ maxLatencyMs: 100 })).toBe('pass');
    expect(fresh({ maxLatencyMs: 1 })).toBe('fail');
  });

  it('names the bounds that there are, and no other', () => {
    const { expected } = judge('latency', (run) => {
      run.facts = {
        ...run.facts,
        heldFromMs: AT.on - 150,
        budgets: { ...run.facts.budgets, maxP99Ms: 100 },
      };
    });
    expect(expected).toBe('p99 within 100 ms, in drain and return');
  });
});
