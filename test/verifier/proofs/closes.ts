import { expect } from 'vitest';
import type { Answer } from '../plain-client.js';
import { inDrain, is, only, type Proof, rightWith, share, whole } from '../proof.js';

const allIdle =
  (how: 'fin' | 'rst' | 'open') =>
  ({ idle }: { readonly idle: readonly string[] }): void =>
    expect(idle).toEqual(idle.map(() => how));

const kept = ({ on }: Answer): boolean => on === 'kept';

export const closes: Readonly<Record<string, Proof>> = {
  'all-closed-at-the-flip': { shows: allIdle('fin') },
  'all-closed-where-none-may-be': { shows: allIdle('fin') },
  'closed-one-by-one': { pace: { drainMs: 1500 }, shows: allIdle('fin') },
  'all-reset-at-the-flip': { shows: allIdle('rst') },
  'posts-lost': {
    pace: { method: 'POST' },
    shows: ({ before, drain }) => {
      only(before, whole);
      share(drain, is('lost'), 1 / 5);
    },
  },
  'gets-lost': inDrain(is('lost'), 1 / 20),
  'no-closes': rightWith(allIdle('open')),
  'closes-announced': rightWith(({ before, drain }) => {
    only(before.filter(kept), ({ headers }) => headers.connection !== 'close');
    share(drain.filter(kept), ({ headers }) => headers.connection === 'close', 0.95);
  }),
  'keep-alive-cut-short': {
    shows: ({ before, drain, idleSince }) => {
      only([...before, ...drain], whole);
      expect(idleSince).toBe('fin');
    },
  },
};
