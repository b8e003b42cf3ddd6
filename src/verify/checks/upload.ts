import type { ClientRequest } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip, warn } from '../finding.js';
import { endedByWaiting } from '../in-flight.js';

/**
 * Every upload gets its final response, and the backend received what was sent. An early
 * refusal that could be read is an answer too (warn).
 */
export function upload(evidence: Evidence): Finding {
  const expected = 'every upload is received whole and answered';
  const uploads = evidence.ledger.requests.filter(
    ({ kind, outcome }) => kind === 'upload' && outcome !== 'open',
  );
  if (uploads.length === 0) return skip(expected, 'no upload came to its end');
  const bad = uploads.filter((request) => request.outcome !== 'complete' || isBroken(request));
  const outlived = bad.filter((request) => endedByWaiting(evidence, request, request.endMs));
  const lost = bad.filter((request) => !endedByWaiting(evidence, request, request.endMs));
  const refused = uploads.filter(
    (request) => !bad.includes(request) && request.status !== null && request.status >= 300,
  );
  if (lost.length > 0) {
    return fail(
      expected,
      `${lost.length} of ${count(uploads.length, 'upload')} lost`,
      blameForRequests(evidence, lost),
      lost.map(describeRequest),
    );
  }
  if (refused.length + outlived.length > 0) {
    return warn(
      expected,
      `${count(refused.length, 'upload')} refused readably, ${count(outlived.length, 'upload')} ended by the waiting timeout`,
      [...refused, ...outlived].map(describeRequest),
    );
  }
  return pass(expected, `${count(uploads.length, 'upload')}, all received whole`);
}

/** An error behind the proxy: the upload was taken, and lost. 503 is a refusal, as 4xx are. */
function isBroken({ status }: ClientRequest): boolean {
  return status !== null && status >= 500 && status !== 503;
}
