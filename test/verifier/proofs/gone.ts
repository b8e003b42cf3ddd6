import {
  from,
  leavesA,
  none,
  notDrained,
  type Proof,
  RIGHT,
  served,
  share,
  some,
  usesA,
} from '../proof.js';

export const gone: Readonly<Record<string, Proof>> = {
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
  'never-drains-unnamed': usesA,
  'never-drains-unnamed-no-pool': usesA,
  'leaks-unnamed': usesA,
  'pinned-connections-unnamed': usesA,
  'idle-pool-stays': RIGHT,
  'idle-pool-stays-unnamed': leavesA,
  'no-pool': RIGHT,
  'haproxy-and-nginx': RIGHT,
  'haproxy-and-return-200': leavesA,
  'haproxy-and-a-static-site': leavesA,
  'haproxy-short-pool': RIGHT,
  'haproxy-status-only': notDrained,
  'nginx-without-a-check': notDrained,
  'comes-back-too-early': {
    pace: { drainMs: 2400 },
    shows: (seen) => {
      served(seen);
      none(seen.settled.slice(0, 20), from('a'));
      some(seen.settled, from('a'));
    },
  },
  'comes-back-too-early-unnamed': { ...usesA, pace: { drainMs: 2400 } },
  'checks-on-a-kept-connection': RIGHT,
  'checks-on-a-kept-connection-unnamed': leavesA,
};
