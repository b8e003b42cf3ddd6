import { expect } from 'vitest';
import {
  both,
  ended,
  inDrain,
  is,
  only,
  type Proof,
  right,
  share,
  some,
  tunnelsStood,
  whole,
  within,
} from '../proof.js';

export const unanswered: Readonly<Record<string, Proof>> = {
  'never-answers-2-percent': inDrain(is('silent'), 1 / 50),
  'last-byte-withheld': inDrain(({ outcome, body }) => outcome === 'silent' && body !== '', 1 / 50),
  'head-without-body': inDrain(
    ({ outcome, status, body }) => outcome === 'silent' && status === 200 && body === '',
    1 / 50,
  ),
  'last-chunk-withheld': inDrain(
    ({ outcome, body }) => outcome === 'silent' && body.endsWith('The end.\n'),
    1 / 50,
  ),
  'some-connections-fall-silent': {
    shows: ({ before, drain }) => {
      only(before, whole);
      some(drain, is('silent'));
      share(drain, whole, 0.9);
    },
  },
  'silent-at-the-return': {
    pace: { backMs: 1500 },
    shows: ({ drain, back }) => {
      only(drain, whole);
      some(back, is('silent'));
    },
  },
  'upgrades-unanswered': {
    shows: (seen) => {
      tunnelsStood(seen);
      expect(seen.lateTunnels.map(({ status, end }) => [status, end])).toEqual([
        ['', 'open'],
        ['', 'open'],
      ]);
    },
  },
  'tunnels-fall-silent': {
    shows: (seen) => {
      tunnelsStood(seen);
      for (const { sent, echoed } of seen.tunnels) expect(echoed).toBeLessThan(sent - 5);
    },
  },
  'streams-and-tunnels': {
    pace: { drainMs: 1800 },
    shows: (seen) => {
      right(seen);
      tunnelsStood(seen);
      expect(ended(seen)).toHaveLength(2);
      for (const { sent, echoed } of seen.tunnels) expect(echoed).toBeGreaterThan(sent - 3);
    },
  },
  'slow-answers': {
    pace: { timeoutMs: 2500, drainMs: 2000, backMs: 1500 },
    shows: ({ before, drain, back }) =>
      only([...before, ...drain, ...back], both(whole, within(990, 2500))),
  },
  'stray-bytes': {
    shows: ({ before, drain, raw }) => {
      only([...before, ...drain], whole);
      expect(raw.filter((text) => text.endsWith('and more')).length).toBeGreaterThan(0);
    },
  },
  'garbled-chunk': inDrain(({ outcome, status }) => outcome !== 'whole' && status === 200, 1 / 50),
  'ended-at-once': {
    shows: (seen) => {
      tunnelsStood(seen);
      expect(ended(seen)).toHaveLength(2);
    },
  },
};
