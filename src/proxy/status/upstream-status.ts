import type { Peer } from '../upstream/peer.js';
import type { UpstreamGroup } from '../upstream/upstream-group.js';

/** A clock beside the monotonic one that counters are kept by. */
export interface StatusClock {
  readonly nowMs: number;
  /** Wall clock time of a monotonic one. */
  date(ms: number): string;
}

/** As `/http/upstreams/NAME` of the NGINX Plus API; the numbers are this worker's. */
export function upstreamStatus(group: UpstreamGroup, clock: StatusClock): object {
  return {
    peers: group.peers.map((peer, id) => peerStatus(peer, id, group, clock)),
    keepalive: group.pool?.size ?? 0,
    zombies: 0,
    ...(group.zone === null ? {} : { zone: group.zone }),
  };
}

/** As `/http/upstreams/NAME/servers`: what is configured. */
export function serverSettings({ settings }: Peer, id: number): object {
  return {
    id,
    server: settings.address,
    weight: settings.weight,
    max_conns: settings.maxConns,
    max_fails: settings.maxFails,
    fail_timeout: `${settings.failTimeoutMs / 1000}s`,
    slow_start: `${settings.slowStartMs / 1000}s`,
    route: '',
    backup: settings.backup,
    down: settings.down,
  };
}

function peerStatus(peer: Peer, id: number, group: UpstreamGroup, clock: StatusClock): object {
  const { settings, counters } = peer;
  const [, one = 0, two = 0, three = 0, four = 0, five = 0] = counters.responses;
  return {
    id,
    server: peer.name,
    name: settings.address,
    backup: settings.backup,
    weight: settings.weight,
    state: peerState(peer, group.balancer.single, clock.nowMs),
    active: peer.connections,
    ...(settings.maxConns === 0 ? {} : { max_conns: settings.maxConns }),
    requests: counters.requests,
    responses: {
      '1xx': one,
      '2xx': two,
      '3xx': three,
      '4xx': four,
      '5xx': five,
      total: counters.responses.reduce((sum, count) => sum + count, 0),
    },
    sent: counters.sentBytes,
    received: counters.receivedBytes,
    fails: counters.fails,
    unavail: counters.unavailable,
    health_checks: { unhealthy: counters.unhealthy, last_passed: peer.healthy },
    ...(counters.selectedMs === 0 ? {} : { selected: clock.date(counters.selectedMs) }),
  };
}

type PeerStateName = 'up' | 'down' | 'draining' | 'unhealthy' | 'unavail';

/** `draining`: out of use, and something is under way on it still. */
function peerState(peer: Peer, single: boolean, nowMs: number): PeerStateName {
  const { down, maxFails, failTimeoutMs } = peer.settings;
  if (down) return 'down';
  if (!peer.healthy) return peer.attached.size > 0 ? 'draining' : 'unhealthy';
  const failed = !single && maxFails > 0 && peer.fails >= maxFails;
  return failed && nowMs - peer.checkedMs <= failTimeoutMs ? 'unavail' : 'up';
}
