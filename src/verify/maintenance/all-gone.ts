import { formatMs } from '../../lib/units.js';
import type { ClientRequest, Rows, ServerRequest, WatchedSocket } from '../../model/ledger.js';
import { defineCheck } from '../checks/check.js';
import { at, count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, samplesOf, skip, warn } from '../finding.js';
import { backendOf } from '../in-flight.js';
import { countOf, select } from '../selection.js';
import { blameForRouting } from './blame-for-routing.js';
import type { MaintenanceEvidence } from './maintenance-evidence.js';

/** A single connection in use may be that of the frontend's own health checks. */
const USED_LEAST = 2;

/** What is still at the drained backend after the deadline, as each side reports it. */
interface Left {
  /** Connections on which data still moves, as the kernel reports it. */
  readonly used: readonly WatchedSocket[];
  /** Connections on which no data has moved since: those of a pool. */
  readonly idle: readonly WatchedSocket[];
  /** Requests in the backend server's ledger. */
  readonly served: Rows<ServerRequest>;
  /** Requests and tunnels as the clients recorded them. */
  readonly asked: Rows<ClientRequest>;
}

/**
 * At Tm + W + C nothing is in use at the drained backend: no request or tunnel in the clients' and
 * the server's records, and no data on a connection in the kernel's counters. A connection without
 * data is idle in the frontend's pool; it is reported, but it is no session. Without a waiting
 * timeout the deadline is the end of the drain.
 */
export const allGone = defineCheck({
  needs: ['flip'],
  holds: 'nothing is in use at the drained backend when the drain is over',
  judge(evidence, { flip }): Finding {
    const { bounds, drained, markedDown, drainEndMs } = flip;
    const { ledger } = evidence;
    const nothing = `nothing in use at ${drained}`;
    if (!flip.switched) return skip(nothing, `nothing shows that ${drained} was taken out`);
    const waitMs = bounds.waitMs === null ? null : bounds.waitMs + bounds.closeMs;
    const deadlineMs = waitMs === null ? drainEndMs : markedDown.latestMs + waitMs;
    const expected =
      waitMs === null
        ? `${nothing} before maintenance goes off`
        : `${nothing} ${formatMs(waitMs)} after it was marked down`;
    if (deadlineMs > drainEndMs) return skip(expected, 'the drain ended before that');
    if (!wasUsed(evidence, flip))
      return skip(expected, `nothing was at ${drained} before the flip`);
    const left = whatIsLeft(evidence, flip, deadlineMs);
    const requests = [
      ...samplesOf(left.served, describeServed),
      ...samplesOf(left.asked, describeRequest),
    ];
    const sockets = left.used.map((socket) => describeSocket(socket));
    if (requests.length > 0 || (!accounted(evidence) && isMost(evidence, flip, left.used))) {
      const actual = `${inUse(left)} left${waitMs === null ? ' (no waiting timeout)' : ''}`;
      const samples = [...requests, ...sockets];
      // If the user said that nothing ends established connections, what is left breaks no promise.
      if (waitMs === null && !flip.promises.wait) return warn(expected, actual, samples);
      return fail(expected, actual, blameForRouting(evidence, flip), samples);
    }
    if (sockets.length > 0) {
      const whose = accounted(evidence)
        ? 'no request of this run is left, and'
        : 'no answer names its backend;';
      return warn(
        expected,
        `${whose} on ${count(sockets.length, 'connection')} data still moves: of health checks that keep theirs, or of others`,
        sockets,
      );
    }
    if (left.idle.length > 0) {
      return warn(
        expected,
        `${count(left.idle.length, 'connection')} left idle in the frontend's pool, without data since it was marked down; to have them closed: pool-purge-delay or pool-max-conn 0 in HAProxy, a shorter keepalive_timeout in the upstream of nginx`,
        left.idle.map((socket) => describeSocket(socket)),
      );
    }
    if (ledger.sockets === null && !accounted(evidence)) {
      return skip(
        expected,
        'this kernel sees no connection there, and no answer names its backend',
      );
    }
    const seen = ledger.sockets === null ? 'by the clients’ account' : 'no connection';
    return pass(expected, ledger.servers ? 'no connection, no request' : `nothing left, ${seen}`);
  },
});

/**
 * Whether this run's requests can be assigned to backends by name. If so, anything else at the
 * backend is not from this run.
 */
function accounted({ ledger }: Evidence): boolean {
  return ledger.servers !== null || ledger.requests.some(({ backend }) => backend !== null);
}

/**
 * Health checks may keep a connection, and other users may use the deployment. But if several
 * connections are in use, and as many as before, the frontend has not drained.
 */
function isMost(
  { ledger }: Evidence,
  { beganMs }: MaintenanceEvidence,
  used: readonly WatchedSocket[],
): boolean {
  const before = (ledger.sockets?.sockets ?? []).filter(
    ({ firstSeenMs, lastSeenMs }) => firstSeenMs < beganMs && lastSeenMs >= beganMs,
  );
  return used.length >= USED_LEAST && used.length >= before.length / 2;
}

function wasUsed(evidence: Evidence, { drained, markedDown }: MaintenanceEvidence): boolean {
  const { ledger } = evidence;
  const { earliestMs, latestMs } = markedDown;
  return (
    ledger.requests.some(
      (request) => request.sentMs < latestMs && backendOf(evidence, request) === drained,
    ) ||
    (ledger.sockets?.sockets.some(({ firstSeenMs }) => firstSeenMs < earliestMs) ?? false)
  );
}

function whatIsLeft({ ledger }: Evidence, flip: MaintenanceEvidence, deadlineMs: number): Left {
  const { drained, drainEndMs, markedDown, bounds } = flip;
  const looks = ledger.sockets?.looksMs.filter((ms) => ms >= deadlineMs && ms <= drainEndMs) ?? [];
  // Two looks, because a health check's own connection is in one of them only.
  const fromMs = looks.length > 1 ? (looks[1] ?? deadlineMs) : deadlineMs;
  const there = (ledger.sockets?.sockets ?? []).filter(
    ({ firstSeenMs, lastSeenMs }) => firstSeenMs <= deadlineMs && lastSeenMs >= fromMs,
  );
  const lastUseMs = bounds.waitMs === null ? markedDown.latestMs : deadlineMs;
  const server = ledger.servers?.find(({ backend }) => backend === drained);
  return {
    used: there.filter(({ lastDataMs }) => lastDataMs > lastUseMs),
    idle: there.filter(({ lastDataMs }) => lastDataMs <= lastUseMs),
    served: select(
      server?.requests ?? [],
      ({ health, beganMs, endMs }) =>
        !health && beganMs < deadlineMs && (endMs === null || endMs > deadlineMs),
    ),
    asked: select(
      ledger.requests,
      (request) =>
        request.sentMs <= markedDown.latestMs &&
        (request.endMs === null || request.endMs > deadlineMs) &&
        request.backend === drained &&
        request.headMs !== null &&
        request.headMs < deadlineMs,
    ),
  };
}

function inUse({ used, served, asked }: Left): string {
  const requests = Math.max(countOf(served), countOf(asked));
  return [
    ...(used.length > 0 ? [count(used.length, 'connection')] : []),
    ...(requests > 0 ? [count(requests, 'request')] : []),
  ].join(' and ');
}

function describeServed({ id, path, beganMs }: ServerRequest): string {
  return `${id || 'no id'} ${path} began ${at(beganMs)}`;
}

function describeSocket({ client, firstSeenMs, lastSeenMs, lastDataMs }: WatchedSocket): string {
  return `from ${client}: seen ${at(firstSeenMs)} to ${at(lastSeenMs)}, last data ${at(lastDataMs)}`;
}
