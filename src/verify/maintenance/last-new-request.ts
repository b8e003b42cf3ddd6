import { formatMs } from '../../lib/units.js';
import type { ClientRequest, Rows, ServerLedger } from '../../model/ledger.js';
import { defineCheck } from '../checks/check.js';
import { at, count } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip } from '../finding.js';
import { about, concat, countOf } from '../selection.js';
import { blameForRouting } from './blame-for-routing.js';
import { BLIND } from './blind.js';
import type { MaintenanceEvidence } from './maintenance-evidence.js';

/** The beginning of a request at a backend. */
interface Beginning {
  readonly id: string;
  readonly backend: string;
  readonly beganMs: number;
  /**
   * The latest time at which it may have begun; equal to the earliest if the server itself recorded
   * it.
   */
  readonly latestMs: number;
  readonly weight: number;
}

/** The requests that began at the drained backend, and those that began at any backend after Tf + D. */
interface Tally {
  /** At any backend, at any time. */
  any: boolean;
  /** At the drained backend, before Tf. */
  before: boolean;
  during: number;
  /** The part of them that is at the drained backend. */
  there: number;
  /** The last one at the drained backend that is known to have begun before the flip back. */
  lastMs: number;
  /** Those at the drained backend, after Tf + D, that are known to have begun before the flip back. */
  readonly wrong: Beginning[];
}

/**
 * No request except health checks begins at the drained backend between Tf + D and the flip back.
 * Witness: the backend servers' ledgers; without them, the backend that each response names. A
 * request that was answered only after the flip back may have waited in the frontend until then.
 * Nobody saw when it began at the backend, so only its latency is judged.
 */
export const lastNewRequest = defineCheck({
  needs: ['flip'],
  holds: 'no new request begins at the drained backend after the detection time',
  blind: BLIND,
  judge(evidence, { flip }): Finding {
    const { bounds, drained, onMs } = flip;
    const expected = `no new request at ${drained} later than ${formatMs(bounds.detectMs)} after the flip`;
    if (!flip.switched) return skip(expected, `nothing shows that ${drained} was taken out`);
    const fromMs = onMs + bounds.detectMs;
    const { any, before, during, there, lastMs, wrong } = tally(beginnings(evidence), flip);
    if (!before && !any) return byKernel(evidence, flip, expected, fromMs);
    if (!before) return skip(expected, `no request was seen at ${drained} before the flip`);
    if (during === 0) return skip(expected, 'no request began anywhere after that');
    const estimate = about(witnesses(evidence));
    const held = Math.round(there - countOf(wrong));
    const seen = `last one ${formatMs(Math.max(0, lastMs - onMs))} after the flip`;
    if (wrong.length === 0) {
      const kept = held > 0 ? `, ${held} held until the flip back` : '';
      return pass(
        expected,
        `${seen}; ${estimate}${count(Math.round(during) - held, 'request')} elsewhere${kept}`,
      );
    }
    const samples = wrong.map((one) => `${one.id || 'no id'} began ${at(one.beganMs)}`);
    return fail(
      expected,
      `${seen}; ${about(wrong)}${count(countOf(wrong), 'request')} too late`,
      blameForRouting(evidence, flip),
      samples,
    );
  },
});

function tally(all: Iterable<Beginning>, flip: MaintenanceEvidence): Tally {
  const { drained, drainEndMs, onMs, bounds } = flip;
  const fromMs = onMs + bounds.detectMs;
  const sums: Tally = { any: false, before: false, during: 0, there: 0, lastMs: 0, wrong: [] };
  for (const one of all) {
    const { backend, beganMs, latestMs, weight } = one;
    const isThere = backend === drained;
    const isDuring = beganMs > fromMs && beganMs < drainEndMs;
    sums.any = true;
    if (isDuring) sums.during += weight;
    if (!isThere) continue;
    if (beganMs < onMs) sums.before = true;
    if (isDuring) sums.there += weight;
    if (isDuring && latestMs < drainEndMs) sums.wrong.push(one);
    if (latestMs < drainEndMs) sums.lastMs = Math.max(sums.lastMs, beganMs);
  }
  return sums;
}

/**
 * Judges by the kernel's counters if answers do not name their backend: the frontend's pool had
 * connections that carried requests before the flip, and none of them moved data after Tf + D. Data
 * that still moves proves nothing, because established requests may go on.
 */
function byKernel(
  { ledger, heldFromMs }: Evidence,
  { drained, beganMs, drainEndMs }: MaintenanceEvidence,
  expected: string,
  fromMs: number,
): Finding {
  const unnamed = 'no answer names its backend';
  const sockets = (ledger.sockets?.sockets ?? []).filter(
    ({ firstSeenMs, lastSeenMs }) => lastSeenMs > firstSeenMs && firstSeenMs < drainEndMs,
  );
  const carried = sockets.filter(
    ({ firstSeenMs, lastDataMs }) => firstSeenMs < beganMs && lastDataMs > heldFromMs,
  );
  if (carried.length === 0) {
    return skip(expected, `${unnamed}, and this kernel saw no lasting connection to ${drained}`);
  }
  const busy = sockets.filter(({ lastDataMs }) => lastDataMs > fromMs);
  if (busy.length > 0) {
    return skip(
      expected,
      `${unnamed}, and data still moved on ${count(busy.length, 'connection')} to ${drained}: for new requests, or for what was established`,
    );
  }
  const last = carried.reduce((latest, { lastDataMs }) => Math.max(latest, lastDataMs), 0);
  return pass(
    expected,
    `by the kernel's account: last data ${formatMs(Math.max(0, last - beganMs))} after the flip, on ${count(carried.length, 'connection')} that carried requests before`,
  );
}

function beginnings({ ledger }: Evidence): Iterable<Beginning> {
  if (ledger.servers === null) return byResponses(ledger.requests);
  return concat(ledger.servers.map(byServer));
}

/** The rows that show when requests began. */
function witnesses({ ledger }: Evidence): Iterable<{ readonly weight?: number }> {
  return ledger.servers === null
    ? ledger.requests
    : concat(ledger.servers.map(({ requests }) => requests));
}

function* byServer({ backend, requests }: ServerLedger): Generator<Beginning> {
  for (const { health, id, beganMs, weight = 1 } of requests) {
    if (!health) yield { id, backend, beganMs, latestMs: beganMs, weight };
  }
}

function* byResponses(requests: Rows<ClientRequest>): Generator<Beginning> {
  for (const { id, backend, sentMs, headMs, weight = 1 } of requests) {
    if (backend === null) continue;
    yield { id, backend, beganMs: sentMs, latestMs: headMs ?? sentMs, weight };
  }
}
