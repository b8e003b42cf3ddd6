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
  /** When the ramp was over: what was due earlier says nothing of the latency. */
  readonly heldFromMs: number;
  /** When the run began to end itself: what ends later, we ended. */
  readonly endMs: number;
  /** How long after its own length a request is waited for. */
  readonly patienceMs: number;
  readonly budgets: Budgets;
  readonly promises: Promises;
  /** The text that was looked for in health answers, or its beginning. */
  readonly page: string;
  /** Where each backend's health was asked. */
  readonly healthUrls: Readonly<Record<string, string>>;
}

/** Bounds that the user sets; null = the default of the check that has them. */
export interface Budgets {
  /** For the drain and the return alike, milliseconds. */
  readonly maxP99Ms: number | null;
  readonly maxLatencyMs: number | null;
  /** Established connections that may be closed. */
  readonly maxCloses: number | null;
}

/** What is known of the deployment before the run, so that its breach is a fault. */
export interface Promises {
  /** How many good checks bring a backend back; otherwise U is only how long it was waited for. */
  readonly rise: boolean;
  /** That established connections end with a waiting timeout; no W otherwise is a fault. */
  readonly wait: boolean;
}

/** The facts, and what every check derives from them. */
export interface Evidence extends RunFacts {
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
    flipBeganMs: ledger.flip.onBeganMs ?? ledger.flip.onMs,
    switched: facts.reportsTransitions || sawSwitch(ledger),
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
