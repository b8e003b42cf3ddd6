import { expect } from 'vitest';
import {
  bodies,
  both,
  from,
  inDrain,
  lengths,
  newBodies,
  none,
  only,
  type Proof,
  rightWith,
  served,
  share,
  some,
  status,
} from '../proof.js';

export const changedAnswers: Readonly<Record<string, Proof>> = {
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
  'one-byte-changed-of-two-pages': {
    shows: (seen) => {
      served(seen);
      expect(bodies(seen.before)).toBe(2);
      expect(newBodies(seen)).toBeGreaterThan(0);
      expect(lengths([...seen.before, ...seen.drain])).toBe(2);
    },
  },
  'one-byte-changed-unnamed': {
    shows: (seen) => {
      served(seen);
      expect([bodies(seen.before), lengths([...seen.before, ...seen.drain])]).toEqual([2, 2]);
      expect(newBodies(seen)).toBeGreaterThan(0);
    },
  },
  'empty-instead-of-a-redirect': {
    shows: ({ before, drain }) => {
      only(before, status(302));
      share(
        drain,
        both(status(200), ({ body }) => body === ''),
        1 / 10,
      );
    },
  },
  'page-instead-of-nothing': {
    shows: ({ before, drain }) => {
      only(before, status(204));
      share(drain, ({ body }) => body.includes('maintaining'), 0.95);
    },
  },
  'large-and-one-byte-changed': {
    shows: (seen) => {
      served(seen);
      expect([bodies(seen.before), bodies(seen.drain)]).toEqual([1, 2]);
    },
  },
};
