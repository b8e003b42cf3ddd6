import type { ClientRequest, Ledger, ServerRequest, ServerSocket } from '../model/ledger.js';
import type { MaintenanceTerms, RunTerms } from '../model/run-account.js';
import { groupBy } from './group-by.js';
import { findMarkedDown, type MarkedDown } from './maintenance/marked-down.js';

/** What a run is judged by, and what every check derives from it. */
export interface Evidence extends Omit<RunTerms, 'maintenance'>, MaintenanceTerms {
  readonly ledger: Ledger;
  /** Name of the drained backend. */
  readonly drained: string;
  /** When switching on began; null = it never did. */
  readonly flipBeganMs: number | null;
  /** Something shows that the switch took effect: a page, or the frontend's word; of our own chain we know. */
  readonly switched: boolean;
  /** Tm; null = maintenance was never switched on. */
  readonly markedDown: MarkedDown | null;
  /**
   * End of the time in which the drained backend must have been left alone: when switching off
   * began, or the end.
   */
  readonly drainEndMs: number;
  /**
   * Two things this close together may have crossed on their way: a round trip through loaded
   * proxies, and the tester's own lag.
   */
  readonly raceMs: number;
  /** Requests of a connection in the order they were sent. */
  requestsOn(connection: number): readonly ClientRequest[];
  /** Where a request id reached a backend server; empty also where there are no ledgers. */
  sightings(id: string): readonly Sighting[];
}

/** One arrival of a request at a backend server. */
interface Sighting {
  readonly backend: string;
  readonly request: ServerRequest;
  readonly socket: ServerSocket | undefined;
}

/** A round trip through both proxies of a busy host; what it takes on an idle one is below 1 ms. */
const CROSSING_MS = 100;

export function gatherEvidence(terms: RunTerms, ledger: Ledger): Evidence {
  const { maintenance, endMs } = terms;
  if (maintenance === null) throw new Error('a run without a flip is not judged yet');
  const { bounds } = maintenance;
  const raceMs = CROSSING_MS + bounds.lagMs;
  const byConnection = groupBy(
    [...ledger.requests].sort((a, b) => a.sentMs - b.sentMs),
    (request) => request.connection,
  );
  const byId = groupBy(listSightings(ledger), (sighting) => sighting.request.id);
  return {
    ...terms,
    ...maintenance,
    ledger,
    drained: ledger.flip.backend,
    flipBeganMs: ledger.flip.onBeganMs ?? ledger.flip.onMs,
    switched: maintenance.reportsTransitions || sawSwitch(ledger),
    markedDown: findMarkedDown(ledger, { detectMs: bounds.detectMs, endMs, slackMs: raceMs }),
    drainEndMs: Math.min(ledger.flip.offBeganMs ?? ledger.flip.offMs ?? endMs, endMs),
    raceMs,
    requestsOn: (connection) => byConnection.get(connection) ?? [],
    sightings: (id) => byId.get(id) ?? [],
  };
}

function sawSwitch({ probes, transitions, flip }: Ledger): boolean {
  return (
    probes.some(({ verdict }) => verdict === 'maintenance') ||
    transitions.some(({ backend, state }) => backend === flip.backend && state === 'down')
  );
}

function listSightings(ledger: Ledger): Sighting[] {
  return (ledger.servers ?? []).flatMap(({ backend, requests, sockets }) => {
    const bySocket = new Map(Array.from(sockets, (socket) => [socket.id, socket]));
    return requests
      .filter((request) => !request.health && request.id !== '')
      .map((request) => ({ backend, request, socket: bySocket.get(request.socket) }));
  });
}
