import { hashOfRequest } from '../lib/thinning/sample-hash.js';
import type { Ledger, ServerLedger, ServerRequest, ServerSocket } from '../model/ledger.js';
import { keysOf, SortedRows } from './sorted-rows.js';

/** One arrival of a request at a backend server. */
export interface Sighting {
  readonly backend: string;
  readonly request: ServerRequest;
  readonly socket: ServerSocket | undefined;
}

/**
 * More requests than a connection ever has, so that its number and a request's can be combined into
 * one exact number.
 */
const REQUESTS = 2 ** 24;

/** Finds where a request id reached a backend server; finds nothing if there are no ledgers. */
export function indexSightings({ servers }: Ledger): (id: string) => readonly Sighting[] {
  const lookUps = (servers ?? []).map(indexServer);
  return (id) => {
    const key = keyOf(id);
    return lookUps.flatMap((lookUp) => lookUp(key));
  };
}

/**
 * Whether every request of this id that reached a backend server has a row there. If so, no row
 * means that it reached none.
 */
export function arrivalsKnown({ servers }: Ledger, id: string): boolean {
  const hash = hashOfRequest(id);
  return (servers ?? []).every(({ thinned }) => thinned === null || hash < thinned.below);
}

function indexServer({ backend, requests, sockets }: ServerLedger): (key: number) => Sighting[] {
  const byId = new SortedRows(
    keysOf(requests, ({ id, health }) => (health ? Number.NaN : keyOf(id))),
  );
  const socketsById = new SortedRows(keysOf(sockets, ({ id }) => id));
  return (key) =>
    byId.rowsOf(key).flatMap((row) => {
      const request = requests.at(row);
      if (!request) return [];
      const [socket] = socketsById.rowsOf(request.socket);
      return [{ backend, request, socket: socket === undefined ? undefined : sockets.at(socket) }];
    });
}

/**
 * The key of `<connection>-<n>`, as the load names its requests; NaN for requests that are not the
 * load's.
 */
function keyOf(id: string): number {
  const dash = id.indexOf('-');
  if (dash <= 0) return Number.NaN;
  return Number(id.slice(0, dash)) * REQUESTS + Number(id.slice(dash + 1));
}
