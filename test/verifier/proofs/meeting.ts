import { expect } from 'vitest';
import {
  from,
  healthOf,
  is,
  none,
  notDrained,
  only,
  type Proof,
  RIGHT,
  refusal,
  right,
  rightWith,
  served,
  some,
  usesA,
} from '../proof.js';

export const meeting: Readonly<Record<string, Proof>> = {
  'entry-unauthorized': refusal(401),
  'entry-not-found': refusal(404),
  'entry-out-of-order': refusal(500),
  'health-not-found': healthOf(0, 'before', 404, 'no such page\n'),
  'health-at-another-path': healthOf(0, 'before', 404, 'There is nothing here.\n'),
  'already-in-maintenance': healthOf(0, 'before', 200, 'maintaining\n'),
  'health-not-ready': healthOf(0, 'before', 503, 'starting\n'),
  'switch-without-a-page': notDrained,
  'switch-without-a-page-unnamed': usesA,
  'page-goes-again': {
    pace: { drainMs: 2200 },
    shows: (seen) => {
      served(seen);
      const [early, end] = [seen.settled.slice(0, 20), seen.settled.slice(-20)];
      none(early, from('a'));
      some(end, from('a'));
    },
  },
  'server-closes-after-the-page': {
    pace: { drainMs: 1500 },
    shows: (seen) => {
      right(seen);
    },
  },
  'empty-page': rightWith(healthOf(0, 'drain', 200, '').shows),
  'empty-page-where-a-word-is-looked-for': rightWith(healthOf(0, 'drain', 200, '').shows),
  'another-health-path': rightWith(healthOf(0, 'drain', 200, 'maintaining\n').shows),
  'wants-a-token': RIGHT,
  'serves-one-host': RIGHT,
  'lives-under-a-path': RIGHT,
  'entry-silent': { shows: ({ drain, back }) => only([...drain, ...back], is('silent')) },
  'health-silent': {
    shows: ({ health }) =>
      expect(health.before.map(({ outcome }) => outcome)).toEqual(['silent', 'whole']),
  },
  'other-already-in-maintenance': healthOf(1, 'before', 200, 'maintaining\n'),
  'empty-serving-answer': rightWith(({ health }) => {
    expect(health.before.map(({ body }) => body)).toEqual(['', '']);
    expect(health.drain.map(({ body }) => body)).toEqual(['maintaining\n', '']);
  }),
  'health-204': rightWith(({ health }) => {
    expect(health.before.map(({ status }) => status)).toEqual([204, 204]);
    expect(health.drain.map(({ status }) => status)).toEqual([200, 204]);
  }),
  'page-in-chunks': rightWith(({ health }) => {
    expect(health.drain[0]?.headers['transfer-encoding']).toBe('chunked');
    expect(health.drain[0]?.body).toBe('maintaining\n');
  }),
  'serving-with-503': rightWith(healthOf(0, 'drain', 503, 'serving\n').shows),
};
