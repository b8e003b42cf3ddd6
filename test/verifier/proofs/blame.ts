import { expect } from 'vitest';
import {
  both,
  from,
  healthOf,
  none,
  notDrained,
  only,
  type Proof,
  rightWith,
  served,
  share,
  status,
  whole,
} from '../proof.js';

export const blame: Readonly<Record<string, Proof>> = {
  'page-on-the-wrong-backend': {
    shows: (seen) => {
      served(seen);
      none(seen.settled, from('b'));
      expect(seen.health.drain.map(({ body }) => body)).toEqual(['serving\n', 'maintaining\n']);
    },
  },
  'page-on-both': {
    shows: ({ settled, health }) => {
      only(settled, status(503));
      expect(health.drain.map(({ body }) => body)).toEqual(['maintaining\n', 'maintaining\n']);
    },
  },
  'page-on-both-and-used': {
    shows: (seen) => {
      notDrained.shows(seen);
      expect(seen.health.drain.map(({ body }) => body)).toEqual(['maintaining\n', 'maintaining\n']);
    },
  },
  'page-with-503': rightWith(healthOf(0, 'drain', 503, 'maintaining\n').shows),
  'other-backend-changes': {
    shows: (seen) => {
      served(seen);
      expect(new Set(seen.before.map(({ body }) => body)).size).toBe(1);
      share(seen.settled, ({ body }) => body !== seen.before[0]?.body, 1 / 5);
    },
  },
  'other-backend-cuts': {
    shows: ({ before, settled }) => {
      only(before, whole);
      share(settled, both(status(500), from('b')), 1 / 10);
    },
  },
  'page-with-404': rightWith(healthOf(0, 'drain', 404, 'maintaining\n').shows),
};
