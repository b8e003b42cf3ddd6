import { formatBytes, formatCount } from '../../lib/units.js';
import { type AnswersSince, answersSince, type ChangedAnswer } from '../answer-changes.js';
import { LEAST_ANSWERS } from '../baseline.js';
import { blameForRequests } from '../blame.js';
import { count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip, warn } from '../finding.js';
import { groupBy } from '../group-by.js';

/** Of the ways in which answers changed, as many are named. */
const NAMED = 3;

/**
 * From the flip on the deployment answers what it answered before: of an application that nobody
 * described, that alone is known to be right. Kind by kind: status, framing, length, and the bytes
 * where they were always the same.
 */
export function asBefore(evidence: Evidence): Finding {
  const { flipBeganMs } = evidence;
  const expected = 'answers from the flip on are as those before: status, framing, length, bytes';
  if (flipBeganMs === null) return skip(expected, 'maintenance was never switched on');
  const kinds = answersSince(evidence, flipBeganMs);
  if (kinds.length === 0) {
    return skip(expected, `fewer than ${LEAST_ANSWERS} answers before the flip, or none after it`);
  }
  const sum = count(
    kinds.reduce((total, kind) => total + kind.count, 0),
    'answer',
  );
  const changed = kinds.flatMap((kind) => kind.changed);
  if (changed.length > 0) {
    const requests = changed.map(({ request }) => request);
    return fail(
      expected,
      `${formatCount(changed.length)} of ${sum} changed: ${inWords(changed)}`,
      blameForRequests(evidence, requests),
      requests.map(describeRequest),
    );
  }
  return (
    oddity(evidence, kinds, expected, sum) ??
    pass(expected, `${sum} as those before, ${bytes(kinds)}`)
  );
}

/** What is no fault by itself, but should be known. */
function oddity(
  { drained }: Evidence,
  kinds: readonly AnswersSince[],
  expected: string,
  sum: string,
): Finding | null {
  const remade = kinds.flatMap((kind) => kind.remade);
  const renewed = kinds.flatMap((kind) => kind.renewed);
  const standIns = kinds.flatMap((kind) => kind.standIns);
  const strangers = [...new Set(standIns.map(({ backend }) => backend))].join(', ');
  const words: readonly [AnswersSince['remade'], string][] = [
    [
      remade,
      `${count(remade.length, 'answer')} of ${sum} of the same status, framing and length have other bytes, and go on so: a clock, a port, or a new version`,
    ],
    [
      renewed,
      `${count(renewed.length, 'answer')} of ${drained} are others since it came back: a new version, if that is what the maintenance was for`,
    ],
    [
      standIns,
      `${count(standIns.length, 'answer')} of ${strangers}, which had answered nothing before: there is nothing to hold them against`,
    ],
  ];
  const found = words.find(([requests]) => requests.length > 0);
  return found ? warn(expected, found[1], found[0].map(describeRequest)) : null;
}

function bytes(kinds: readonly AnswersSince[]): string {
  const constant = kinds.filter((kind) => kind.constant).map(({ kind }) => kind);
  return constant.length > 0 ? `${constant.join(', ')} byte for byte` : 'of no constant bytes';
}

/** `300 with status 302, 12 of 0 B`. */
function inWords(changed: readonly ChangedAnswer[]): string {
  const words = groupBy(changed, ({ request, change }) => {
    if (change === 'status') return `with status ${request.status}`;
    if (change === 'framing') return `ended by ${request.framing}`;
    return change === 'length' ? `of ${formatBytes(request.bodyBytes)}` : 'of other bytes';
  });
  const parts = [...words].sort((a, b) => b[1].length - a[1].length);
  const more = parts.length > NAMED ? [`${parts.length - NAMED} more kinds`] : [];
  return [
    ...parts.slice(0, NAMED).map(([how, ones]) => `${formatCount(ones.length)} ${how}`),
    ...more,
  ].join(', ');
}
