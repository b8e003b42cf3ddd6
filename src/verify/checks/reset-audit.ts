import type { ClientConnection, ServerSocket } from '../../model/ledger.js';
import { at, count, describeConnection } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip, warn } from '../finding.js';
import { backendOf } from '../in-flight.js';

/** One RST, wherever it was seen. */
interface Reset {
  readonly atMs: number;
  readonly backend: string | null;
  readonly blame: string;
  readonly sample: string;
}

/**
 * No RST anywhere: none at a client, none sent or received by a backend server. After Tm + W a
 * RST to what is left on the drained backend warns: the wait was kept, the end was rude.
 */
export function resetAudit(evidence: Evidence): Finding {
  const { ledger, endMs, markedDown, bounds, drained } = evidence;
  const expected = 'no connection ends with RST before the waiting timeout is over';
  if (!ledger.connections.some(({ openMs }) => openMs !== null)) {
    return skip(expected, 'no connection was open');
  }
  const resets = [...atClients(evidence), ...atServers(evidence)].filter(
    (reset) => reset.atMs < endMs,
  );
  const waitOverMs =
    markedDown === null || bounds.waitMs === null
      ? Number.POSITIVE_INFINITY
      : markedDown.earliestMs + bounds.waitMs - bounds.lagMs;
  const afterWait = (reset: Reset): boolean =>
    reset.backend === drained && reset.atMs >= waitOverMs;
  const wrong = resets.filter((reset) => !afterWait(reset));
  // A server that resets comes first: what it does, others pass on.
  const first = wrong.find(({ blame }) => blame.startsWith('backend server')) ?? wrong[0];
  if (first) {
    const samples = [first, ...wrong.filter((reset) => reset !== first)].map(
      ({ sample }) => sample,
    );
    return fail(expected, count(wrong.length, 'RST'), first.blame, samples);
  }
  if (resets.length > 0) {
    const actual = `${count(resets.length, 'RST')} when the waiting timeout was over`;
    return warn(
      expected,
      actual,
      resets.map(({ sample }) => sample),
    );
  }
  const where = ledger.servers ? 'at clients and backend servers' : 'at clients';
  return pass(expected, `none seen ${where}`);
}

function atClients(evidence: Evidence): Reset[] {
  const atClient = evidence.ledger.servers
    ? 'frontend'
    : 'not known: sent by the side that the clients are connected to';
  return evidence.ledger.connections
    .filter((connection) => connection.end === 'rst')
    .map((connection) => ({
      atMs: connection.closedMs ?? 0,
      backend: lastBackend(evidence, connection),
      blame: atClient,
      sample: describeConnection(connection),
    }));
}

function lastBackend(evidence: Evidence, connection: ClientConnection): string | null {
  const last = evidence.requestsOn(connection.index).at(-1);
  return last ? backendOf(evidence, last) : null;
}

function atServers({ ledger }: Evidence): Reset[] {
  return (ledger.servers ?? []).flatMap(({ backend, requests, sockets }) => {
    const carriesLoad = new Set(
      requests.filter(({ health }) => !health).map(({ socket }) => socket),
    );
    const onlyHealth = new Set(
      Array.from(requests, ({ socket }) => socket).filter((socket) => !carriesLoad.has(socket)),
    );
    return sockets
      .filter((socket) => isReset(socket) && !onlyHealth.has(socket.id))
      .map((socket) => ({
        atMs: socket.closedMs ?? 0,
        backend,
        blame: socket.end === 'self-rst' ? `backend server ${backend}` : `backend proxy ${backend}`,
        sample: `backend server ${backend}, socket from ${socket.remote}: ${socket.end} ${at(socket.closedMs)}`,
      }));
  });
}

function isReset({ end }: ServerSocket): boolean {
  return end === 'self-rst' || end === 'peer-rst';
}
