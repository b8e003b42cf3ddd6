import { RequestHead } from '../../src/backend/http/request-head.js';
import { ServerBook } from '../../src/backend/server-book.js';
import { KeptRecords } from '../../src/load/recording/kept-records.js';
import { Recording } from '../../src/load/recording/recording.js';
import type { Rows, ServerLedger } from '../../src/model/ledger.js';
import type { Connection } from '../../src/net/loop.js';
import type { LedgerBuilder } from './ledger.js';

/**
 * Runs events in the order of their times; events with equal times run in the order in which they
 * were added.
 */
class Events {
  readonly #events: { readonly atMs: number; readonly run: () => void }[] = [];

  at(atMs: number, run: () => void): void {
    this.#events.push({ atMs, run });
  }

  play(setNow: (ms: number) => void = () => undefined): void {
    this.#events.sort((a, b) => a.atMs - b.atMs);
    for (const { atMs, run } of this.#events) {
      setNow(atMs);
      run();
    }
  }
}

export interface Rooms {
  readonly load: { readonly requests: number; readonly connections: number };
  /** Each backend server's part of the room for all. */
  readonly share: number;
}

interface Span {
  readonly beganMs: number;
  readonly endedMs: number;
}

/** How often a worker reports. */
const REPORT_MS = 1000;

/**
 * Passes everything in a run's ledger through the recorders of load and backend servers, with
 * little room, as if it happened now. The run then has only the rows that they keep.
 * @param disturbed the time in which the recorders are told that the deployment is disturbed
 * @param setNow sets the clock that the backend servers read
 */
export function thin(
  run: LedgerBuilder,
  { load, share }: Rooms,
  disturbed: Span,
  setNow: (ms: number) => void,
): void {
  const records = recorded(run, load, disturbed);
  for (const server of Object.values(run.servers)) {
    const { requests, sockets, thinned } = booked(server, share, disturbed, setNow);
    replaceAll(server.requests, requests);
    replaceAll(server.sockets, sockets);
    server.thinned = thinned;
  }
  replaceAll(run.requests, records.requests);
  replaceAll(run.connections, records.connections);
  run.ledger = { ...run.ledger, thinned: records.thinned };
}

function recorded(
  { connections, requests, facts }: LedgerBuilder,
  room: Rooms['load'],
  { beganMs, endedMs }: Span,
) {
  const planned = facts.load.connections;
  const kept = new KeptRecords(planned, room);
  const recording = new Recording(planned);
  const events = new Events();
  const lastMs = facts.endMs + 1000;
  const report = (nowMs: number): void => {
    const batch = recording.take(nowMs);
    if (batch) kept.add(batch);
    recording.limit(kept.limits);
  };
  events.at(beganMs, () => recording.mark(true, beganMs));
  for (const one of requests) events.at(one.endMs ?? lastMs, () => recording.takeRequest(one));
  for (const one of connections) {
    events.at(one.closedMs ?? lastMs, () => recording.takeConnection(one));
  }
  events.at(endedMs, () => recording.mark(false, endedMs));
  for (let ms = REPORT_MS; ms < lastMs; ms += REPORT_MS) events.at(ms, () => report(ms));
  events.at(lastMs, () => report(Number.POSITIVE_INFINITY));
  events.play();
  return kept.records(true);
}

function booked(
  { requests, sockets }: Pick<ServerLedger, 'requests' | 'sockets'>,
  share: number,
  { beganMs, endedMs }: Span,
  setNow: (ms: number) => void,
) {
  const book = new ServerBook(0, share);
  const events = new Events();
  const connections = new Map<number, Connection>();
  for (const { id, remote, acceptedMs } of sockets) {
    const [, remoteAddress, port] = /^(.*):(\d+)$/.exec(remote) ?? [];
    const connection = { remoteAddress, remotePort: Number(port) } as Connection;
    connections.set(id, connection);
    events.at(acceptedMs, () => book.opened(connection));
  }
  events.at(beganMs, () => book.mark(true));
  for (const { id, socket, method, path, beganMs: fromMs, endMs, outcome } of requests) {
    const connection = connections.get(socket);
    if (!connection) throw new Error(`there is no socket ${socket}`);
    const head = Object.assign(new RequestHead(), { id, path, method });
    let ended = (): void => undefined;
    events.at(fromMs, () => {
      const entry = book.began(connection, head);
      ended = () => {
        if (outcome !== 'open') book.ended(entry, outcome);
      };
    });
    if (endMs !== null) events.at(endMs, () => ended());
  }
  for (const { id, closedMs, end } of sockets) {
    const connection = connections.get(id);
    if (!connection || closedMs === null) continue;
    events.at(closedMs, () => {
      if (end === 'self-rst') book.resetting(connection);
      book.closed(connection, end === 'peer-rst' ? 'rst' : 'fin', end === 'self-fin');
    });
  }
  events.at(endedMs, () => book.mark(false));
  events.play(setNow);
  return book.ledger();
}

function replaceAll<T>(list: T[], rows: Rows<T>): void {
  list.splice(0, list.length, ...rows);
}
