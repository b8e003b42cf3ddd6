import { formatMs } from '../../lib/units.js';
import type { ClientRequest } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { defineCheck } from '../checks/check.js';
import { count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, samplesOf, skip } from '../finding.js';
import { about, countOf, select } from '../selection.js';
import type { MaintenanceEvidence } from './maintenance-evidence.js';

/**
 * After maintenance is off, the backend serves a new request within U, and no request fails any
 * more. If it is not known how many good checks bring the backend back, U is the time that the run
 * waited.
 */
export const comesBack = defineCheck({
  needs: ['flip'],
  holds: 'the drained backend serves again after maintenance off, and nothing fails',
  judge(evidence, { flip }): Finding {
    const { ledger, endMs } = evidence;
    const { bounds, drained, offMs } = flip;
    const expected = `${drained} serves within ${formatMs(bounds.returnMs)} of maintenance off, and nothing fails`;
    if (offMs === null) return skip(expected, 'maintenance was never switched off');
    const since = select(ledger.requests, ({ sentMs }) => sentMs > offMs && sentMs < endMs);
    if (since.length === 0) return skip(expected, 'no request was sent after that');
    if (!ledger.servers && ledger.requests.every(({ backend }) => backend === null)) {
      return skip(expected, 'neither ledgers nor responses name the backend');
    }
    const failed = select(since, isFailed);
    if (failed.length > 0) {
      return fail(
        expected,
        `${about(since)}${countOf(failed)} of ${count(countOf(since), 'request')} failed after that`,
        blameForRequests(evidence, failed),
        samplesOf(failed, describeRequest),
      );
    }
    const firstMs = firstServed(evidence, drained, offMs);
    if (firstMs === null) {
      if (endMs < offMs + bounds.returnMs) return skip(expected, 'the run ended before that');
      const waited = `it served nothing in the ${formatMs(endMs - offMs)} from maintenance off to the end`;
      return fail(expected, waited, blameForReturn(evidence, flip, offMs));
    }
    const actual = `first request after ${formatMs(firstMs - offMs)}`;
    if (firstMs - offMs > bounds.returnMs)
      return fail(expected, actual, blameForReturn(evidence, flip, offMs));
    const promised = flip.promises.rise ? '' : ' (no --rise bounds it)';
    return pass(
      expected,
      `${actual}${promised}; ${about(since)}${count(countOf(since), 'request')} since, none failed`,
    );
  },
});

/** The frontend, if the backend's health URI serves again; otherwise the backend itself. */
function blameForReturn(
  { ledger }: Evidence,
  { drained }: MaintenanceEvidence,
  offMs: number,
): string {
  const last = ledger.probes.findLast(({ backend, atMs }) => backend === drained && atMs >= offMs);
  if (last === undefined || last.verdict === 'serving') return 'frontend';
  return `backend proxy ${drained}: its health URI is ${last.verdict} after maintenance off`;
}

function isFailed({ outcome, status }: ClientRequest): boolean {
  const whole = outcome === 'complete' || outcome === 'open' || outcome === 'unanswered';
  return !whole || (status !== null && status >= 500);
}

/** null = it served nothing from then to the end. */
function firstServed({ ledger, endMs }: Evidence, drained: string, offMs: number): number | null {
  let firstMs = Number.POSITIVE_INFINITY;
  const note = (ms: number): void => {
    if (ms > offMs && ms < endMs) firstMs = Math.min(firstMs, ms);
  };
  const server = ledger.servers?.find(({ backend }) => backend === drained);
  if (server) {
    for (const { health, beganMs } of server.requests) if (!health) note(beganMs);
  } else {
    for (const { backend, sentMs } of ledger.requests) if (backend === drained) note(sentMs);
  }
  return firstMs === Number.POSITIVE_INFINITY ? null : firstMs;
}
