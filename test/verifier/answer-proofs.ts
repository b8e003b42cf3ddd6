import { expect } from 'vitest';
import {
  bodies,
  both,
  ended,
  from,
  inDrain,
  is,
  lengths,
  none,
  only,
  type Proof,
  RIGHT,
  right,
  rightWith,
  served,
  share,
  some,
  status,
  tunnelsStood,
  whole,
  within,
} from './proof.js';

/** Of the kinds that are about answers, by the deployments' names. */
export const ANSWER_PROOFS: Readonly<Record<string, Proof>> = {
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

  'redirects-everybody': { shows: ({ drain }) => share(drain, status(302), 0.95) },
  'empty-answers': inDrain(
    both(status(200), ({ body }) => body === ''),
    0.95,
  ),
  'no-content-answers': inDrain(status(204), 1 / 10),
  'page-shown-to-users': inDrain(
    both(status(200), ({ body }) => body.includes('maintaining')),
    1 / 10,
  ),
  'page-on-every-path': {
    pace: { drainMs: 1500 },
    shows: (seen) => {
      served(seen);
      some(seen.drain, ({ body }) => body === 'maintaining\n');
      none(seen.settled.slice(-20), ({ body }) => body === 'maintaining\n');
    },
  },
  'one-byte-changed': {
    shows: (seen) => {
      served(seen);
      expect([bodies(seen.before), bodies(seen.drain)]).toEqual([1, 2]);
      expect(lengths([...seen.before, ...seen.drain])).toBe(1);
    },
  },
  'half-the-body': {
    shows: (seen) => {
      served(seen);
      const [{ body } = { body: '' }] = seen.before;
      share(seen.drain, (answer) => answer.body.length === body.length >> 1, 0.95);
    },
  },
  'framing-changed': {
    shows: (seen) => {
      served(seen);
      only(seen.before, ({ headers }) => headers['content-length'] !== undefined);
      share(seen.drain, ({ headers }) => headers['transfer-encoding'] === 'chunked', 0.95);
      expect(bodies([...seen.before, ...seen.drain])).toBe(1);
    },
  },
  'empty-at-the-return': {
    shows: (seen) => {
      served(seen);
      none(seen.drain, ({ body }) => body === '');
      only(seen.back.filter(from('a')), ({ body }) => body === '');
    },
  },
  'one-byte-changed-but-permitted': rightWith(({ before, drain }) => {
    expect([bodies(before), bodies(drain)]).toEqual([2, 2]);
  }),

  plain: rightWith(({ before, drain, back }) =>
    expect(bodies([...before, ...drain, ...back])).toBe(1),
  ),
  'clock-in-seconds': rightWith(({ drain, back }) =>
    expect(bodies([...drain, ...back])).toBeGreaterThan(1),
  ),
  'request-counter': rightWith(({ before }) =>
    expect(bodies(before)).toBeGreaterThan(before.length / 3),
  ),
  'random-length': rightWith(({ before }) => expect(lengths(before)).toBeGreaterThan(10)),
  'random-token': rightWith(({ before }) => {
    expect(bodies(before)).toBe(before.length);
    expect(lengths(before)).toBe(1);
  }),
  'names-itself': rightWith(({ before, settled }) =>
    expect([lengths(before), lengths(settled)]).toEqual([2, 1]),
  ),
  'chunks-of-any-length': rightWith(({ before }) => {
    only(before, ({ headers }) => headers['transfer-encoding'] === 'chunked');
    expect(lengths(before)).toBeGreaterThan(10);
  }),
  gzip: rightWith(({ before }) =>
    only(before, ({ headers }) => headers['content-encoding'] === 'gzip'),
  ),
  'length-zero': rightWith(({ before }) =>
    only(before, ({ headers }) => headers['content-length'] === '0'),
  ),
  'no-content': rightWith(({ before }) => only(before, status(204))),
  redirect: { shows: (seen) => right(seen, status(302)) },
  'slow-b': {
    pace: { timeoutMs: 1000 },
    shows: (seen) => {
      right(seen);
      only(seen.before.filter(from('b')), within(195, 1000));
    },
  },
  'names-itself-unnamed': {
    shows: (seen) => {
      served(seen);
      only(seen.before, from(null));
      expect([bodies(seen.before), bodies(seen.settled)]).toEqual([2, 1]);
    },
  },
  backup: rightWith(({ before, settled }) => {
    none(before, from('c'));
    some(settled, from('c'));
  }),
  'connection-close': rightWith(({ before }) =>
    only(before, ({ headers }) => headers.connection === 'close'),
  ),
  'no-waiting-timeout': RIGHT,
};
