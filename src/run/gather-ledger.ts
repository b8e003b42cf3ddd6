import type { Flip, Ledger, ServerLedger, Transition } from '../model/ledger.js';
import type { Outcome } from './carry-out.js';
import type { Maintenance } from './maintenance/maintenance.js';
import type { Recorder } from './recorder.js';
import type { Target } from './targets/target.js';

/** Lays what load, proxies, servers and conductor wrote down side by side, all in run time. */
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

function flipOf({ drained, times }: Maintenance): Flip {
  const { onMs, offMs, onBeganMs, offBeganMs } = times;
  return {
    backend: drained.name,
    onMs,
    offMs,
    ...(onBeganMs === null ? {} : { onBeganMs }),
    ...(offBeganMs === null ? {} : { offBeganMs }),
  };
}

function transitionSince(originMs: number, change: Transition): Transition {
  return { ...change, atMs: change.atMs - originMs };
}

function ledgerSince(originMs: number, ledger: ServerLedger): ServerLedger {
  const since = (ms: number | null): number | null => (ms === null ? null : ms - originMs);
  return {
    backend: ledger.backend,
    requests: Array.from(ledger.requests, (request) => ({
      ...request,
      beganMs: request.beganMs - originMs,
      endMs: since(request.endMs),
    })),
    sockets: Array.from(ledger.sockets, (socket) => ({
      ...socket,
      acceptedMs: socket.acceptedMs - originMs,
      closedMs: since(socket.closedMs),
    })),
  };
}
