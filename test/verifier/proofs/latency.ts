import { both, from, only, type Proof, right, served, share, some, within } from '../proof.js';

const late = (ms: number, expected: number): Proof => ({
  pace: { timeoutMs: ms + 1000, drainMs: 1200 },
  shows: (seen) => {
    served(seen);
    share(seen.before, within(0, ms - 5), 0.95);
    share(seen.drain, within(ms - 5, ms + 900), expected);
  },
});

export const latency: Readonly<Record<string, Proof>> = {
  'three-seconds-late': late(3000, 0.95),
  'two-percent-late': late(4000, 1 / 50),
  'twenty-times-slower': late(400, 0.95),
  'held-until-the-return': {
    pace: { timeoutMs: 5000, drainMs: 1500 },
    shows: (seen) => {
      served(seen);
      share(seen.settled, both(from('a'), within(500, 3000)), 0.5);
      only(seen.settled.filter(from('b')), within(0, 500));
    },
  },
  'late-at-the-return': {
    pace: { timeoutMs: 4000, backMs: 1500 },
    shows: (seen) => {
      served(seen);
      only(seen.back.filter(from('a')), within(1990, 4000));
      only(seen.back.filter(from('b')), within(0, 1990));
    },
  },
  'above-the-bound': late(600, 1 / 20),
  'p99-above-the-bound': late(600, 1 / 20),
  'held-for-a-moment': {
    shows: (seen) => {
      right(seen);
      some(seen.drain, within(95, 400));
      share(seen.settled, within(0, 95), 0.95);
    },
  },
  'held-as-permitted': {
    pace: { timeoutMs: 5000 },
    shows: (seen) => {
      served(seen);
      some(seen.settled, both(from('a'), within(300, 3000)));
    },
  },
  'late-as-permitted': late(400, 0.95),
  'held-for-too-long': {
    pace: { timeoutMs: 5000, drainMs: 1500 },
    shows: (seen) => {
      served(seen);
      some(seen.drain, within(2990, 4500));
      share(seen.settled, within(0, 1000), 0.95);
    },
  },
};
