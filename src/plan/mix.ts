import { TidegateError } from '../lib/errors.js';
import type { SessionShare, SessionSpec } from '../model/scenario.js';

/** Fraction of the golden ratio: the step whose multiples fill [0, 1) most evenly (three-gap theorem). */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Assigns sessions to connection indexes by weight, comparing `frac(index × golden ratio)` with the
 * cumulative shares. It works for any single index, and every run of indexes from 0 is within a few
 * of the mix's shares, so a ramp that stops half way has opened the same mix.
 */
export function dealSessions(mix: readonly SessionShare[]): (index: number) => SessionSpec {
  const total = mix.reduce((sum, entry) => sum + entry.share, 0);
  const last = mix.findLast((entry) => entry.share > 0);
  if (!last || mix.some((entry) => !(entry.share >= 0)) || !Number.isFinite(total)) {
    throw new TidegateError('MIX_EMPTY', `the load's mix has no usable shares (sum ${total})`, {
      hint: 'Give every entry of load.mix a share of 0 or more, and at least one more than 0.',
    });
  }
  return (index) => {
    let left = ((index * GOLDEN) % 1) * total;
    for (const entry of mix) {
      left -= entry.share;
      if (left < 0) return entry.session;
    }
    return last.session;
  };
}
