import { formatMs } from '../../lib/units.js';
import type { ClientRequest } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip } from '../finding.js';

/**
 * After maintenance off the backend serves a new request within U, and nothing fails any more.
 * Where nobody promised how many good checks bring it back, U is how long it was waited for.
 */
export function comesBack(evidence: Evidence): Finding {
  const { ledger, bounds, drained, endMs } = evidence;
  const { offMs } = ledger.flip;
  const expected = `${drained} serves within ${formatMs(bounds.returnMs)} of maintenance off, and nothing fails`;
  if (offMs === null) return skip(expected, 'maintenance was never switched off');
  const since = ledger.requests.filter(({ sentMs }) => sentMs > offMs && sentMs < endMs);
  if (since.length === 0) return skip(expected, 'no request was sent after that');
  if (!ledger.servers && ledger.requests.every(({ backend }) => backend === null)) {
    return skip(expected, 'neither ledgers nor responses name the backend');
  }
  const failed = since.filter(isFailed);
  if (failed.length > 0) {
    return fail(
      expected,
      `${failed.length} of ${count(since.length, 'request')} failed after that`,
      blameForRequests(evidence, failed),
      failed.map(describeRequest),
    );
  }
  const firstMs = firstServed(evidence, offMs);
  if (firstMs === null) {
    if (endMs < offMs + bounds.returnMs) return skip(expected, 'the run ended before that');
    const waited = `it served nothing in the ${formatMs(endMs - offMs)} from maintenance off to the end`;
    return fail(expected, waited, blameForReturn(evidence, offMs));
  }
  const actual = `first request after ${formatMs(firstMs - offMs)}`;
  if (firstMs - offMs > bounds.returnMs)
    return fail(expected, actual, blameForReturn(evidence, offMs));
  const promised = evidence.promises.rise ? '' : ' (no --rise bounds it)';
  return pass(
    expected,
    `${actual}${promised}; ${count(since.length, 'request')} since, none failed`,
  );
}

/** The frontend, if the backend's health URI serves again; else the backend itself. */
function blameForReturn({ ledger, drained }: Evidence, offMs: number): string {
  const last = ledger.probes.findLast(({ backend, atMs }) => backend === drained && atMs >= offMs);
  if (last === undefined || last.verdict === 'serving') return 'frontend';
  return `backend proxy ${drained}: its health URI is ${last.verdict} after maintenance off`;
}

function isFailed({ outcome, status }: ClientRequest): boolean {
  const whole = outcome === 'complete' || outcome === 'open' || outcome === 'unanswered';
  return !whole || (status !== null && status >= 500);
}

function firstServed({ ledger, drained, endMs }: Evidence, offMs: number): number | null {
  const server = ledger.servers?.find(({ backend }) => backend === drained);
  const times = server
    ? server.requests.filter(({ health }) => !health).map(({ beganMs }) => beganMs)
    : ledger.requests.filter(({ backend }) => backend === drained).map(({ sentMs }) => sentMs);
  const after = times.filter((ms) => ms > offMs && ms < endMs);
  return after.length === 0 ? null : after.reduce((a, b) => Math.min(a, b));
}
