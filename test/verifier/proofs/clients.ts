import { expect } from 'vitest';
import {
  both,
  drained,
  ended,
  is,
  not,
  only,
  type Proof,
  share,
  some,
  status,
  tunnelsStood,
  whole,
  within,
} from '../proof.js';

/** During the drain only clients that connect then are affected. */
const newOnly = (hit: typeof whole): Proof => ({
  shows: ({ before, drain, back }) => {
    only([...before, ...back], whole);
    only(drain.filter(({ on }) => on === 'kept').slice(8), whole);
    share(
      drain.filter(({ on }) => on === 'new'),
      hit,
      0.95,
    );
  },
});

export const clients: Readonly<Record<string, Proof>> = {
  'tunnels-outlive-the-wait': {
    pace: { drainMs: 2500 },
    shows: (seen) => {
      drained(seen);
      tunnelsStood(seen);
      expect(ended(seen)).toEqual([]);
    },
  },
  'tunnels-cut-at-once': {
    shows: (seen) => {
      tunnelsStood(seen);
      expect(ended(seen)).toHaveLength(2);
    },
  },
  'refuses-new-clients': newOnly(is('refused')),
  'resets-new-clients': newOnly(not(whole)),
  'ignores-new-clients': newOnly(is('silent')),
  'turns-new-clients-away': newOnly(status(503)),
  'slow-for-new-clients': { ...newOnly(within(1990, 4000)), pace: { timeoutMs: 4000 } },
  'haproxy-cuts-sessions': {
    shows: (seen) => {
      tunnelsStood(seen);
      expect(ended(seen).length).toBeGreaterThan(0);
    },
  },
  'resets-some-new-clients': {
    shows: ({ before, drain, back }) => {
      only([...before, ...back], whole);
      share(
        drain.filter(({ on }) => on === 'new'),
        not(whole),
        1 / 4,
      );
    },
  },
  'refuses-for-a-moment': {
    shows: ({ before, drain, settled }) => {
      only(before, whole);
      some(
        drain,
        both(is('refused'), ({ on }) => on === 'new'),
      );
      share(settled, whole, 0.95);
    },
  },
};
