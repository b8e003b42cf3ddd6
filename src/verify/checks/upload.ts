import type { ClientRequest } from '../../model/ledger.js';
import { blameForRequests } from '../blame.js';
import { count, describeRequest } from '../describe.js';
import { type Finding, fail, pass, samplesOf, skip, warn } from '../finding.js';
import { endedByWaiting } from '../maintenance/waiting-timeout.js';
import { countOf, select } from '../selection.js';
import { defineCheck } from './check.js';

/**
 * Every upload gets its final response, and the backend received what was sent. An early refusal
 * that the client could read is an answer too (warn).
 */
export const upload = defineCheck({
  needs: [],
  holds: 'every upload is received whole and answered',
  judge(evidence): Finding {
    const expected = 'every upload is received whole and answered';
    const uploads = select(
      evidence.ledger.requests,
      ({ kind, outcome }) => kind === 'upload' && outcome !== 'open',
    );
    if (uploads.length === 0) return skip(expected, 'no upload ended');
    const bad = select(uploads, isBad);
    const waited = (request: ClientRequest): boolean =>
      endedByWaiting(evidence, request, request.endMs);
    const outlived = select(bad, waited);
    const lost = select(bad, (request) => !waited(request));
    if (lost.length > 0) {
      return fail(
        expected,
        `${countOf(lost)} of ${count(countOf(uploads), 'upload')} lost`,
        blameForRequests(evidence, lost),
        samplesOf(lost, describeRequest),
      );
    }
    const refused = select(
      uploads,
      (request) => !isBad(request) && request.status !== null && request.status >= 300,
    );
    if (refused.length + outlived.length > 0) {
      return warn(
        expected,
        `${count(countOf(refused), 'upload')} refused with a readable answer, ${count(countOf(outlived), 'upload')} ended by the waiting timeout`,
        [...samplesOf(refused, describeRequest), ...samplesOf(outlived, describeRequest)],
      );
    }
    return pass(expected, `${count(countOf(uploads), 'upload')}, all received whole`);
  },
});

/** An error behind the proxy: the upload was accepted and lost. 503 is a refusal, like a 4xx. */
function isBad({ outcome, status }: ClientRequest): boolean {
  return outcome !== 'complete' || (status !== null && status >= 500 && status !== 503);
}
