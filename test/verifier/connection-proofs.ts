import { expect } from 'vitest';
import {
  both,
  drained,
  ended,
  from,
  healthOf,
  inDrain,
  is,
  leavesA,
  none,
  not,
  notDrained,
  only,
  type Proof,
  RIGHT,
  refusal,
  returned,
  right,
  rightWith,
  served,
  share,
  some,
  status,
  tunnelsStood,
  usesA,
  whole,
  within,
} from './proof.js';

const late = (ms: number, expected: number): Proof => ({
  pace: { timeoutMs: ms + 1000, drainMs: 1200 },
  shows: (seen) => {
    served(seen);
    share(seen.before, within(0, ms - 5), 0.95);
    share(seen.drain, within(ms - 5, ms + 900), expected);
  },
});
/** During the drain only those that connect then are hit. */
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
const allIdle =
  (how: 'fin' | 'rst' | 'open') =>
  ({ idle }: { readonly idle: readonly string[] }): void =>
    expect(idle).toEqual(idle.map(() => how));

/** Of the other kinds, by the deployments' names. */
export const CONNECTION_PROOFS: Readonly<Record<string, Proof>> = {
  'three-seconds-late': late(3000, 0.95),
  'two-percent-late': late(2000, 1 / 50),
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

  'never-drains': notDrained,
  'status-only': notDrained,
  'one-in-20-still-goes-there': {
    shows: (seen) => {
      served(seen);
      share(seen.settled, from('a'), 1 / 20);
    },
  },
  'pinned-connections': {
    shows: (seen) => {
      served(seen);
      some(
        seen.settled.filter(({ on }) => on === 'kept'),
        from('a'),
      );
      none(
        seen.settled.filter(({ on }) => on === 'new'),
        from('a'),
      );
    },
  },
  'idle-pool-stays': RIGHT,
  'no-pool': RIGHT,
  'haproxy-and-nginx': RIGHT,
  'haproxy-short-pool': RIGHT,
  'haproxy-status-only': notDrained,
  'nginx-without-a-check': notDrained,

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

  'entry-unauthorized': refusal(401),
  'entry-not-found': refusal(404),
  'entry-out-of-order': refusal(500),
  'health-not-found': healthOf(0, 'before', 404, 'no such page\n'),
  'health-at-another-path': healthOf(0, 'before', 404, 'There is nothing here.\n'),
  'already-in-maintenance': healthOf(0, 'before', 200, 'maintaining\n'),
  'health-not-ready': healthOf(0, 'before', 503, 'starting\n'),
  'switch-without-a-page': notDrained,
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

  // Answers that do not say by whom.
  'never-drains-unnamed': usesA,
  'never-drains-unnamed-no-pool': usesA,
  'leaks-unnamed': usesA,
  'pinned-connections-unnamed': usesA,
  'idle-pool-stays-unnamed': leavesA,
  'haproxy-and-return-200': leavesA,
  'haproxy-and-a-static-site': leavesA,
  'switch-without-a-page-unnamed': usesA,
};
