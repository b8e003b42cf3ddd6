import type { ClientRequest, Ledger, ServerRequest, ServerSocket } from '../model/ledger.js';
import type { Bounds } from '../model/run-result.js';
import type { LoadSpec } from '../model/scenario.js';
import { groupBy } from './group-by.js';
import { findMarkedDown, type MarkedDown } from './marked-down.js';

/** What is known of a run when it is judged. All times are run time in milliseconds. */
export interface RunFacts {
  readonly ledger: Ledger;
  readonly bounds: Bounds;
  /** What was planned. */
  readonly load: LoadSpec;
  /** Whether the frontend tells its peers' state changes; else `ledger.transitions` says nothing. */
  readonly reportsTransitions: boolean;
  /** When the run began to end itself: what ends later, we ended. */
  readonly endMs: number;
}

/** The facts, and what every check derives from them. */
export interface Evidence extends RunFacts {
  /** Name of the drained backend. */
  readonly drained: string;
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
export interface Sighting {
  readonly backend: string;
  readonly request: ServerRequest;
  readonly socket: ServerSocket | undefined;
}

/** A round trip through both proxies of a busy host; what it takes on an idle one is below 1 ms. */
const CROSSING_MS = 100;

export function gatherEvidence(facts: RunFacts): Evidence {
  const { ledger, bounds, endMs } = facts;
  const raceMs = CROSSING_MS + bounds.lagMs;
  const byConnection = groupBy(
    [...ledger.requests].sort((a, b) => a.sentMs - b.sentMs),
    (request) => request.connection,
  );
  const byId = groupBy(listSightings(ledger), (sighting) => sighting.request.id);
  return {
    ...facts,
    drained: ledger.flip.backend,
    markedDown: findMarkedDown(ledger, { detectMs: bounds.detectMs, endMs, slackMs: raceMs }),
    drainEndMs: Math.min(ledger.flip.offBeganMs ?? ledger.flip.offMs ?? endMs, endMs),
    raceMs,
    requestsOn: (connection) => byConnection.get(connection) ?? [],
    sightings: (id) => byId.get(id) ?? [],
  };
}

function listSightings(ledger: Ledger): Sighting[] {
  return (ledger.servers ?? []).flatMap(({ backend, requests, sockets }) => {
    const bySocket = new Map(sockets.map((socket) => [socket.id, socket]));
    return requests
      .filter((request) => !request.health && request.id !== '')
      .map((request) => ({ backend, request, socket: bySocket.get(request.socket) }));
  });
}
