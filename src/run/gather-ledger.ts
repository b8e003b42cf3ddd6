import { SERVER_REQUESTS, SERVER_SOCKETS } from '../lib/columns/ledger-schemas.js';
import { Table } from '../lib/columns/table.js';
import type { Ledger, ServerLedger, Transition } from '../model/ledger.js';
import type { Outcome } from './carry-out.js';
import { flipOf } from './maintenance/gather-flip.js';
import type { Recorder } from './recorder.js';
import type { Target } from './targets/target.js';

/** Puts the records of load, proxies, servers and conductor together, all in run time. */
export function gatherLedger(
  target: Target,
  recorder: Recorder,
  { records, servers }: Outcome,
): Ledger {
  const { originMs, probes, kernel, pulses } = recorder;
  return {
    flip: target.maintenance && flipOf(target.maintenance),
    transitions: target.transitions().map((change) => transitionSince(originMs, change)),
    connections: records.connections,
    requests: records.requests,
    servers: servers?.map((ledger) => ledgerSince(originMs, ledger)) ?? null,
    probes,
    kernel,
    sockets: recorder.sockets,
    references: target.references,
    tester: [...recorder.tester, ...records.tester],
    pulses,
    thinned: records.thinned,
  };
}

function transitionSince(originMs: number, change: Transition): Transition {
  return { ...change, atMs: change.atMs - originMs };
}

function ledgerSince(originMs: number, ledger: ServerLedger): ServerLedger {
  const since = (ms: number | null): number | null => (ms === null ? null : ms - originMs);
  const requests = Table.of(SERVER_REQUESTS, ledger.requests);
  requests.rewrite(
    'beganMs',
    Array.from(ledger.requests, ({ beganMs }) => beganMs - originMs),
  );
  requests.rewrite(
    'endMs',
    Array.from(ledger.requests, ({ endMs }) => since(endMs)),
  );
  const sockets = Table.of(SERVER_SOCKETS, ledger.sockets);
  sockets.rewrite(
    'acceptedMs',
    Array.from(ledger.sockets, ({ acceptedMs }) => acceptedMs - originMs),
  );
  sockets.rewrite(
    'closedMs',
    Array.from(ledger.sockets, ({ closedMs }) => since(closedMs)),
  );
  return { ...ledger, requests, sockets };
}
