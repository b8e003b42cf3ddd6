import type { ClientConnection, ClientRequest, Ledger, Rows } from '../model/ledger.js';
import type { Disturbance, RunTerms } from '../model/run-account.js';
import {
  disturbanceOfFlip,
  gatherMaintenance,
  type MaintenanceEvidence,
} from './maintenance/maintenance-evidence.js';
import { select } from './selection.js';
import { indexSightings, type Sighting } from './sightings.js';

/** What a run is judged by, and what all checks derive from it. Times are run time in milliseconds. */
export interface Evidence extends Omit<RunTerms, 'maintenance'> {
  readonly ledger: Ledger;
  /** What was done to the deployment; null = nothing, or the run ended before. */
  readonly disturbance: Disturbance | null;
  /** When the disturbance began; without one, when the ramp was over. */
  readonly sinceMs: number;
  /** The evidence of a flip; null = maintenance was never switched on. */
  readonly maintenance: MaintenanceEvidence | null;
  /**
   * Two events within this time may have crossed on the way: a round trip through loaded proxies,
   * and the tester's own lag.
   */
  readonly raceMs: number;
  /** Connections that never opened, or that ended before the run ended them. */
  readonly ended: Rows<ClientConnection>;
  connectionOf(request: ClientRequest): ClientConnection | undefined;
  /** The last request that was sent on a connection; undefined = the ledger has no row of one. */
  lastOn(connection: ClientConnection): ClientRequest | undefined;
  /** Where a request id reached a backend server; also empty if there are no ledgers. */
  sightings(id: string): readonly Sighting[];
}

/** A round trip through both proxies of a busy host. On an idle host it takes less than 1 ms. */
const CROSSING_MS = 100;

export function gatherEvidence(terms: RunTerms, ledger: Ledger): Evidence {
  const { connections, requests } = ledger;
  const raceMs = CROSSING_MS + terms.lagMs;
  const disturbance = disturbanceOfFlip(ledger.flip) ?? terms.disturbance;
  const rowOf = indexConnections(connections);
  const lastRowOn = indexLast(requests);
  return {
    ...terms,
    ledger,
    disturbance,
    sinceMs: disturbance?.beganMs ?? terms.heldFromMs,
    maintenance: gatherMaintenance(terms, ledger, raceMs),
    raceMs,
    ended: select(connections, ({ end, openMs }) => end !== 'held' || openMs === null),
    connectionOf: ({ connection }) => rowAt(connections, rowOf[connection]),
    lastOn: ({ index }) => rowAt(requests, lastRowOn[index]),
    sightings: indexSightings(ledger),
  };
}

/** An index holds -1 for a number that has no row. */
const NONE = -1;

function rowAt<T>(rows: Rows<T>, row: number | undefined): T | undefined {
  return row === undefined || row === NONE ? undefined : rows.at(row);
}

/** The row of each connection, by the connection's number. */
function indexConnections(connections: Rows<ClientConnection>): Int32Array {
  let most = NONE;
  for (const { index } of connections) most = Math.max(most, index);
  const rowOf = new Int32Array(most + 1).fill(NONE);
  let row = 0;
  for (const { index } of connections) rowOf[index] = row++;
  return rowOf;
}

/** The row of each connection's last request, by the connection's number. */
function indexLast(requests: Rows<ClientRequest>): Int32Array {
  let most = NONE;
  for (const { connection } of requests) most = Math.max(most, connection);
  const lastRowOn = new Int32Array(most + 1).fill(NONE);
  const lastMs = new Float64Array(most + 1);
  let row = 0;
  for (const { connection, sentMs } of requests) {
    if (lastRowOn[connection] === NONE || sentMs >= (lastMs[connection] ?? 0)) {
      lastRowOn[connection] = row;
      lastMs[connection] = sentMs;
    }
    row++;
  }
  return lastRowOn;
}
