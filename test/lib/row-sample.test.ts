import { describe, expect, it, test } from 'vitest';
import { isSampled, wentRight } from '../../src/lib/row-sample.js';
import { goodRun } from '../support/ledger.js';

describe('isSampled', () => {
  const taken = (oneIn: number, connections = 100_000): number[] =>
    Array.from({ length: connections }, (_, index) => index).filter((index) =>
      isSampled(index, oneIn),
    );

  it('takes all at one in one', () => {
    expect(taken(1, 1000)).toHaveLength(1000);
  });

  it.each([2, 8, 64])('takes about one in %d, of any kind that comes every so often', (oneIn) => {
    for (const every of [1, 2, 3, 10]) {
      const ofKind = taken(oneIn).filter((index) => index % every === 0).length;
      expect(ofKind).toBeGreaterThan((0.9 * 100_000) / every / oneIn);
      expect(ofKind).toBeLessThan((1.1 * 100_000) / every / oneIn);
    }
  });

  it('thins: whoever is one in 16 is one in 8', () => {
    const eighth = new Set(taken(8));
    expect(taken(16).every((index) => eighth.has(index))).toBe(true);
  });
});

describe('wentRight', () => {
  const [answered, ...others] = goodRun().requests;
  if (!answered) throw new Error('no request');

  it('is a whole answer in time', () => {
    expect(wentRight(answered)).toBe(true);
  });

  it('is a tunnel that stands', () => {
    const tunnel = others.find(({ kind, outcome }) => kind === 'tunnel' && outcome === 'open');
    expect(tunnel && wentRight(tunnel)).toBe(true);
  });

  test.each([
    ['an error', { status: 502 }],
    ['a cut', { outcome: 'cut' }],
    ['a request under way', { outcome: 'open' }],
    ['a slow answer', { endMs: answered.scheduledMs + 1500 }],
    ['a silence', { maxGapMs: 1500 }],
  ] as const)('is not %s', (_name, change) => {
    expect(wentRight({ ...answered, ...change })).toBe(false);
  });
});
