import type { ClientConnection, ServerSocket } from '../../model/ledger.js';
import { at, count, describeConnection } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, samplesOf, skip, warn } from '../finding.js';
import { backendOf } from '../in-flight.js';
import { hasWaiting, isAfterWait } from '../maintenance/waiting-timeout.js';
import { countOf, weightOf } from '../selection.js';
import { defineCheck } from './check.js';

/** One RST and where it was seen. */
interface Reset {
  readonly atMs: number;
  readonly backend: string | null;
  readonly blame: string;
  readonly sample: () => string;
  readonly weight: number;
}

/**
 * No RST anywhere: none at a client, none sent or received by a backend server. After Tm + W, a RST
 * to a connection that is left on the drained backend is only a warning: the waiting timeout was
 * kept, but the connection was not closed cleanly.
 */
export const resetAudit = defineCheck({
  needs: [],
  holds: 'no connection ends with RST',
  judge(evidence): Finding {
    const { ledger, endMs } = evidence;
    const expected = hasWaiting(evidence)
      ? 'no connection ends with RST before the waiting timeout is over'
      : 'no connection ends with RST';
    if (!ledger.connections.some(({ openMs }) => openMs !== null)) {
      return skip(expected, 'no connection was open');
    }
    const resets = [...atClients(evidence), ...atServers(evidence)].filter(
      (reset) => reset.atMs < endMs,
    );
    const wrong = resets.filter((reset) => !isAfterWait(evidence, reset.backend, reset.atMs));
    // A server that sends resets is named first, because proxies pass its resets on.
    const first = wrong.find(({ blame }) => blame.startsWith('backend server')) ?? wrong[0];
    if (first) {
      const others = wrong.filter((reset) => reset !== first);
      const samples = samplesOf([first, ...others], (reset) => reset.sample());
      return fail(expected, count(countOf(wrong), 'RST'), first.blame, samples);
    }
    if (resets.length > 0) {
      const actual = `${count(countOf(resets), 'RST')} when the waiting timeout was over`;
      return warn(
        expected,
        actual,
        samplesOf(resets, (reset) => reset.sample()),
      );
    }
    const where = ledger.servers ? 'at clients and backend servers' : 'at clients';
    return pass(expected, `none seen ${where}`);
  },
});

function atClients(evidence: Evidence): Reset[] {
  const atClient = evidence.ledger.servers
    ? evidence.entryBox
    : 'not known: sent by the side that the clients are connected to';
  return evidence.ended
    .filter(({ end }) => end === 'rst')
    .map((connection) => ({
      atMs: connection.closedMs ?? 0,
      backend: lastBackend(evidence, connection),
      blame: atClient,
      sample: () => describeConnection(connection),
      weight: weightOf(connection),
    }));
}

function lastBackend(evidence: Evidence, connection: ClientConnection): string | null {
  const last = evidence.lastOn(connection);
  return last ? backendOf(evidence, last) : null;
}

/** Sockets that carried only health checks belong to the frontend, and are no part of the load. */
function atServers({ ledger }: Evidence): Reset[] {
  return (ledger.servers ?? []).flatMap(({ backend, sockets }) => {
    return sockets
      .filter((socket) => isReset(socket) && socket.carriedLoad)
      .map((socket) => ({
        atMs: socket.closedMs ?? 0,
        backend,
        blame: socket.end === 'self-rst' ? `backend server ${backend}` : `backend proxy ${backend}`,
        sample: () =>
          `backend server ${backend}, socket from ${socket.remote}: ${socket.end} ${at(socket.closedMs)}`,
        weight: weightOf(socket),
      }));
  });
}

function isReset({ end }: ServerSocket): boolean {
  return end === 'self-rst' || end === 'peer-rst';
}
