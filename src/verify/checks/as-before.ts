import { formatBytes, formatCount } from '../../lib/units.js';
import type { ClientRequest } from '../../model/ledger.js';
import { type AnswersSince, answersSince } from '../answer-changes.js';
import { LEAST_ANSWERS } from '../baseline.js';
import { blameForRequests } from '../blame.js';
import { count, describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, samplesOf, skip, warn } from '../finding.js';
import { renewedInWords } from '../maintenance/renewed.js';
import { about, concat, countOf, weightOf } from '../selection.js';
import { defineCheck } from './check.js';

/** How many kinds of change a finding names. */
const NAMED = 3;

/**
 * From the disturbance on, the deployment answers as before. For an application that nobody has
 * described, this is the only known rule for a right answer. Each kind of request is compared by
 * status, framing and length, and by its bytes if they were always the same.
 */
export const asBefore = defineCheck({
  needs: ['disturbance'],
  holds: 'answers are as before: status, framing, length, bytes',
  judge(evidence, { disturbance }): Finding {
    const { beginning } = disturbance.words;
    const expected = `answers from ${beginning} on are as before: status, framing, length, bytes`;
    const kinds = answersSince(evidence, disturbance);
    if (kinds.length === 0) {
      return skip(
        expected,
        `fewer than ${LEAST_ANSWERS} answers before ${beginning}, or none after it`,
      );
    }
    const total = kinds.reduce((sum, kind) => sum + kind.count, 0);
    const sum = `${about(evidence.ledger.requests)}${count(total, 'answer')}`;
    if (kinds.some(({ changed }) => changed.length > 0)) {
      const changed = kinds.reduce((total, kind) => total + countOf(kind.changed), 0);
      return fail(
        expected,
        `${formatCount(changed)} of ${sum} changed: ${inWords(kinds)}`,
        blameForRequests(evidence, allOf(kinds, 'changed')),
        samplesOf(allOf(kinds, 'changed'), describeRequest),
      );
    }
    return (
      oddity(evidence, kinds, expected, sum) ?? pass(expected, `${sum} as before, ${bytes(kinds)}`)
    );
  },
});

/** Something that is no fault but that the user should know. */
function oddity(
  evidence: Evidence,
  kinds: readonly AnswersSince[],
  expected: string,
  sum: string,
): Finding | null {
  const many = (which: Which): string =>
    count(
      kinds.reduce((total, kind) => total + countOf(kind[which]), 0),
      'answer',
    );
  const words: Record<Exclude<Which, 'changed'>, () => string> = {
    remade: () =>
      `${many('remade')} of ${sum} of the same status, framing and length have other bytes, and go on so: a clock, a port, or a new version`,
    renewed: () => renewedInWords(evidence, many('renewed')),
    standIns: () =>
      `${many('standIns')} of ${strangers(kinds)}, which had answered nothing before: there is nothing to hold them against`,
  };
  const which = (['remade', 'renewed', 'standIns'] as const).find((one) =>
    kinds.some((kind) => kind[one].length > 0),
  );
  if (which === undefined) return null;
  return warn(expected, words[which](), samplesOf(allOf(kinds, which), describeRequest));
}

type Which = 'changed' | 'remade' | 'renewed' | 'standIns';

function allOf(kinds: readonly AnswersSince[], which: Which): Iterable<ClientRequest> {
  return concat(kinds.map((kind) => kind[which]));
}

function strangers(kinds: readonly AnswersSince[]): string {
  const names = new Set<string | null>();
  for (const { backend } of allOf(kinds, 'standIns')) names.add(backend);
  return [...names].join(', ');
}

function bytes(kinds: readonly AnswersSince[]): string {
  const constant = kinds.filter(({ baseline }) => baseline.constant).map(({ kind }) => kind);
  return constant.length > 0 ? `${constant.join(', ')} byte for byte` : 'of no constant bytes';
}

/** `300 with status 302, 12 of 0 B`. */
function inWords(kinds: readonly AnswersSince[]): string {
  const words = new Map<string, number>();
  for (const { changed, baseline } of kinds) {
    for (const request of changed) {
      const how = howChanged(request, baseline.changeOf(request));
      words.set(how, (words.get(how) ?? 0) + weightOf(request));
    }
  }
  const parts = [...words].sort((a, b) => b[1] - a[1]);
  const more = parts.length > NAMED ? [`${parts.length - NAMED} more kinds`] : [];
  return [
    ...parts.slice(0, NAMED).map(([how, ones]) => `${formatCount(Math.round(ones))} ${how}`),
    ...more,
  ].join(', ');
}

function howChanged(
  { status, framing, bodyBytes }: ClientRequest,
  change: ReturnType<AnswersSince['baseline']['changeOf']>,
): string {
  if (change === 'status') return `with status ${status}`;
  if (change === 'framing') return `ended by ${framing}`;
  return change === 'length' ? `of ${formatBytes(bodyBytes)}` : 'of other bytes';
}
