import { expect } from 'vitest';
import {
  bodies,
  from,
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
  within,
} from '../proof.js';

export const applications: Readonly<Record<string, Proof>> = {
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
  'two-variants': rightWith(({ before }) => expect(bodies(before)).toBe(2)),
  whoami: rightWith(({ before }) => {
    only(before, ({ body }) => body.startsWith('RemoteAddr: '));
    expect(bodies(before)).toBeGreaterThan(1);
  }),
  large: rightWith(({ before }) => only(before, ({ body }) => body.length === 220_000)),
  'three-backends': rightWith(({ before }) => some(before, from('c'))),
  'until-close': rightWith(({ before }) =>
    only(
      before,
      ({ headers }) =>
        headers['content-length'] === undefined && headers['transfer-encoding'] === undefined,
    ),
  ),
  'early-hints': RIGHT,
  'ten-requests-a-connection': rightWith(({ drain, back }) => {
    const kept = [...drain, ...back].filter(({ on }) => on === 'kept');
    share(kept, ({ headers }) => headers.connection === 'close', 1 / 10);
  }),
  'short-keep-alive': rightWith(({ idleSince }) => expect(idleSince).toBe('fin')),
};
