import { formatBytes, formatCount } from '../../lib/units.js';
import type { ClientRequest } from '../../model/ledger.js';
import { Baseline, type Change, LEAST_ANSWERS } from '../baseline.js';
import { blameForRequests } from '../blame.js';
import { count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip, warn } from '../finding.js';
import { groupBy } from '../group-by.js';

/** Kinds that send the same request. */
const SHORT = new Set(['idle', 'periodic', 'visit', 'race']);

interface Changed {
  readonly request: ClientRequest;
  readonly change: Change;
}

/**
 * From the flip on the deployment answers what it answered before: of an application that nobody
 * described, that alone is known to be right. Kind by kind: status, framing, length, and the bytes
 * where they were always the same.
 */
export function asBefore(evidence: Evidence): Finding {
  const { flipBeganMs } = evidence;
  const expected = 'answers from the flip on are as those before: status, framing, length, bytes';
  if (flipBeganMs === null) return skip(expected, 'maintenance was never switched on');
  const groups = [...groupBy(answers(evidence), ({ kind }) => (SHORT.has(kind) ? 'short' : kind))];
  const judged = groups.map(([kind, requests]) => judge(evidence, kind, requests, flipBeganMs));
  const known = judged.filter((one) => one !== null);
  if (known.length === 0) {
    return skip(expected, `fewer than ${LEAST_ANSWERS} answers before the flip, or none after it`);
  }
  const sum = known.reduce((total, { since }) => total + since, 0);
  const changed = known.flatMap((one) => one.changed);
  const drifted = known.flatMap((one) => one.drifted);
  if (changed.length > 0) {
    const requests = changed.map(({ request }) => request);
    return fail(
      expected,
      `${formatCount(changed.length)} of ${count(sum, 'answer')} changed: ${inWords(changed)}`,
      blameForRequests(evidence, requests),
      requests.map(describeRequest),
    );
  }
  if (drifted.length > 0) {
    return warn(
      expected,
      `${count(sum, 'answer')} of the same status, framing and length; the bytes changed once and stayed so: a clock, or a new version`,
      drifted.map(describeRequest),
    );
  }
  const standIns = known.flatMap((one) => one.standIns);
  if (standIns.length > 0) {
    const names = [...new Set(standIns.map(({ backend }) => backend))].join(', ');
    return warn(
      expected,
      `${count(standIns.length, 'answer')} of ${names}, which had answered nothing before: there is nothing to hold them against`,
      standIns.map(describeRequest),
    );
  }
  const constant = known.filter((one) => one.constant).map(({ kind }) => kind);
  const bytes =
    constant.length > 0 ? `${constant.join(', ')} byte for byte` : 'of no constant bytes';
  return pass(expected, `${count(sum, 'answer')} as those before, ${bytes}`);
}

/** Errors are left out: whether a response came whole and right is another check's. */
function answers({ ledger }: Evidence): ClientRequest[] {
  return ledger.requests.filter(
    ({ outcome, status }) => outcome === 'complete' && status !== null && status < 400,
  );
}

function judge(
  { ledger }: Evidence,
  kind: string,
  requests: readonly ClientRequest[],
  flipBeganMs: number,
) {
  const before = requests.filter(({ endMs }) => (endMs ?? 0) < flipBeganMs);
  const since = requests.filter(({ endMs }) => (endMs ?? 0) >= flipBeganMs);
  if (before.length < LEAST_ANSWERS || since.length === 0) return null;
  const baseline = new Baseline(before, kind === 'short' ? ledger.references : []);
  const all = since.map((request) => ({ request, change: baseline.changeOf(request) }));
  const changed = all.filter((one): one is Changed => one.change !== null);
  const drifted = isDrift(all) ? changed.map(({ request }) => request) : [];
  return {
    kind,
    since: since.length,
    constant: baseline.constant,
    changed: drifted.length > 0 ? [] : changed,
    drifted,
    standIns: since.filter((request) => baseline.isStandIn(request)),
  };
}

/**
 * Nothing but bytes changed, and once they had, the old ones never came again: the page holds a
 * date or a number. What goes back to the old bytes was the disturbance's doing.
 */
function isDrift(all: readonly { request: ClientRequest; change: Change | null }[]): boolean {
  const first = all.findIndex(({ change }) => change !== null);
  return first !== -1 && all.slice(first).every(({ change }) => change === 'bytes');
}

/** `300 with status 302, 12 of 0 B`. */
function inWords(changed: readonly Changed[]): string {
  const words = groupBy(changed, ({ request, change }) => {
    if (change === 'status') return `with status ${request.status}`;
    if (change === 'framing') return `ended by ${request.framing}`;
    return change === 'length' ? `of ${formatBytes(request.bodyBytes)}` : 'of other bytes';
  });
  const parts = [...words].sort((a, b) => b[1].length - a[1].length);
  const more = parts.length > 3 ? [`${parts.length - 3} more kinds`] : [];
  return [
    ...parts.slice(0, 3).map(([how, ones]) => `${formatCount(ones.length)} ${how}`),
    ...more,
  ].join(', ');
}
