import { expect } from 'vitest';
import {
  both,
  from,
  is,
  none,
  notDrained,
  only,
  type Proof,
  returned,
  right,
  served,
  share,
  some,
  status,
  whole,
  within,
} from '../proof.js';

export const returns: Readonly<Record<string, Proof>> = {
  'never-returns': {
    pace: { backMs: 1500 },
    shows: (seen) => {
      served(seen);
      none(seen.back, from('a'));
    },
  },
  'never-returns-slow-check': {
    pace: { drainMs: 2600, backMs: 1500 },
    shows: (seen) => {
      served(seen);
      none(seen.back.slice(-20), from('a'));
    },
  },
  'returns-late': {
    pace: { backMs: 6200 },
    shows: (seen) => {
      served(seen);
      none(seen.back.slice(0, seen.back.length >> 1), from('a'));
      returned(seen);
    },
  },
  'fails-at-the-return': {
    pace: { backMs: 1500 },
    shows: ({ drain, back }) => {
      only(drain, whole);
      share(back.filter(from('a')), status(500), 1 / 5);
    },
  },
  'cuts-at-the-return': {
    shows: ({ drain, back }) => {
      only(drain, whole);
      share(back, is('cut'), 1 / 20);
    },
  },
  'rise-of-5': { pace: { backMs: 1600 }, shows: right },
  'rise-of-5-unsaid': { pace: { backMs: 1600 }, shows: right },
  'fall-of-3': {
    pace: { drainMs: 1600 },
    shows: (seen) => {
      served(seen);
      some(seen.drain.slice(0, seen.drain.length >> 2), from('a'));
      none(seen.settled.slice(seen.settled.length >> 1), from('a'));
      returned(seen);
    },
  },
  'fall-of-12': notDrained,
  'never-returns-unsaid': {
    pace: { backMs: 1500 },
    shows: (seen) => {
      served(seen);
      none(seen.back, from('a'));
    },
  },
  'rise-of-10-unsaid': {
    pace: { backMs: 3000 },
    shows: (seen) => {
      right(seen);
      none(seen.back.slice(0, seen.back.length >> 1), from('a'));
    },
  },
  'slow-start': {
    pace: { backMs: 2500 },
    shows: (seen) => {
      right(seen);
      const half = seen.back.length >> 1;
      const first = seen.back.slice(0, half).filter(from('a')).length;
      expect(first).toBeLessThan(seen.back.slice(half).filter(from('a')).length);
    },
  },
  'warms-up': {
    pace: { backMs: 1800 },
    shows: (seen) => {
      served(seen);
      some(seen.back, both(from('a'), within(195, 400)));
      some(seen.back.slice(-40), both(from('a'), within(0, 195)));
    },
  },
};
