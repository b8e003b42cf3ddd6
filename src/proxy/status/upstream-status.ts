import type { Part } from '../messages.js';
import type { Peer } from '../upstream/peers/peer.js';
import type { PeerCounters } from '../upstream/peers/peer-counters.js';
import type { UpstreamGroup } from '../upstream/peers/upstream-group.js';

/** Converts monotonic times, which counters use, to wall clock times. */
export interface StatusClock {
  readonly nowMs: number;
  /** The wall clock time of a monotonic one. */
  date(ms: number): string;
}

/** The fields of an upstream, of either part, that are reported. */
export type ToldGroup = Pick<UpstreamGroup<never>, 'name' | 'zone' | 'peers' | 'pool' | 'balancer'>;

/** As `/PART/upstreams/NAME` of the NGINX Plus API; the numbers are those of this worker. */
export function upstreamStatus(part: Part, group: ToldGroup, clock: StatusClock): object {
  return {
    peers: group.peers.map((peer, id) => peerStatus(part, peer, id, group, clock)),
    ...(part === 'http' ? { keepalive: group.pool?.size ?? 0 } : {}),
    zombies: 0,
    ...(group.zone === null ? {} : { zone: group.zone }),
  };
}

/** As `/PART/upstreams/NAME/servers`: the configured values. */
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

function peerStatus(
  part: Part,
  peer: Peer,
  id: number,
  group: ToldGroup,
  clock: StatusClock,
): object {
  const { settings, counters } = peer;
  return {
    id,
    server: peer.name,
    name: settings.address,
    backup: settings.backup,
    weight: settings.weight,
    state: peerState(peer, group.balancer.single, clock.nowMs),
    active: peer.connections,
    ...(settings.maxConns === 0 ? {} : { max_conns: settings.maxConns }),
    ...(part === 'http' ? answered(counters) : { connections: counters.requests }),
    sent: counters.sentBytes,
    received: counters.receivedBytes,
    fails: counters.fails,
    unavail: counters.unavailable,
    health_checks: checked(counters),
    ...(counters.selectedMs === 0 ? {} : { selected: clock.date(counters.selectedMs) }),
  };
}

function answered({ requests, responses }: PeerCounters): object {
  const [, one = 0, two = 0, three = 0, four = 0, five = 0] = responses;
  const total = responses.reduce((sum, count) => sum + count, 0);
  return {
    requests,
    responses: { '1xx': one, '2xx': two, '3xx': three, '4xx': four, '5xx': five, total },
  };
}

function checked({ checks: counts, unhealthy }: PeerCounters): object {
  const { checks = 0, fails = 0 } = counts ?? {};
  const last = counts === null ? {} : { last_passed: counts.lastPassed };
  return { checks, fails, unhealthy, ...last };
}

type PeerStateName = 'up' | 'down' | 'draining' | 'unhealthy' | 'unavail';

/** `draining`: out of use, with requests still in flight. */
function peerState(peer: Peer, single: boolean, nowMs: number): PeerStateName {
  const { down, maxFails, failTimeoutMs } = peer.settings;
  if (down) return 'down';
  if (!peer.healthy) return peer.attached.size > 0 ? 'draining' : 'unhealthy';
  const failed = !single && maxFails > 0 && peer.fails >= maxFails;
  return failed && nowMs - peer.checkedMs <= failTimeoutMs ? 'unavail' : 'up';
}
