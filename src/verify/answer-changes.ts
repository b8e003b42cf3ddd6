import type { ClientRequest, Rows } from '../model/ledger.js';
import type { Disturbance } from '../model/run-account.js';
import { Baseline, LEAST_ANSWERS } from './baseline.js';
import type { Evidence } from './evidence.js';
import { isOfDrained, isRenewed } from './maintenance/renewed.js';
import { countOf, Selection } from './selection.js';

/** Kinds that all send the same request. */
const SHORT = new Set(['idle', 'periodic', 'visit', 'race']);

/** The answers to one kind of request since the disturbance began, compared with those before it. */
export interface AnswersSince {
  readonly kind: string;
  readonly count: number;
  readonly baseline: Baseline;
  /** Differs from before, and only the disturbance explains it. */
  readonly changed: Rows<ClientRequest>;
  /**
   * Other bytes of the same length, also after the disturbance: the page contains a date or a port,
   * for example.
   */
  readonly remade: Rows<ClientRequest>;
  /** From a backend that came back with a new version. */
  readonly renewed: Rows<ClientRequest>;
  /** From a backend that had answered nothing before. */
  readonly standIns: Rows<ClientRequest>;
}

/** The answers of one kind, by their row numbers. */
interface AnswersOfKind {
  readonly before: number[];
  readonly since: number[];
}

/**
 * Compares kind by kind. A kind is left out if it had too few answers before the disturbance, or
 * none since.
 */
export function answersSince(evidence: Evidence, disturbance: Disturbance): AnswersSince[] {
  const { requests, references } = evidence.ledger;
  return [...byKind(requests, disturbance.beganMs)].flatMap(([kind, { before, since }]) => {
    const known = new Selection(requests, before);
    if (countOf(known) < LEAST_ANSWERS || since.length === 0) return [];
    const own = kind === 'short' ? references : [];
    const baseline = new Baseline(known, own);
    const answers = new Selection(requests, since);
    return [{ kind, ...compare(evidence, disturbance, baseline, answers) }];
  });
}

/** Errors are left out: other checks judge whether a response is complete and right. */
function byKind(requests: Rows<ClientRequest>, beganMs: number): Map<string, AnswersOfKind> {
  const kinds = new Map<string, AnswersOfKind>();
  let row = -1;
  for (const { outcome, status, endMs, kind } of requests) {
    row++;
    if (outcome !== 'complete' || status === null || status >= 400) continue;
    const name = SHORT.has(kind) ? 'short' : kind;
    let answers = kinds.get(name);
    if (!answers) {
      answers = { before: [], since: [] };
      kinds.set(name, answers);
    }
    const half = (endMs ?? 0) < beganMs ? answers.before : answers.since;
    half.push(row);
  }
  return kinds;
}

function compare(
  evidence: Evidence,
  disturbance: Disturbance,
  baseline: Baseline,
  since: Rows<ClientRequest>,
): Omit<AnswersSince, 'kind'> {
  const others: number[] = [];
  const bytes: number[] = [];
  const renewed: number[] = [];
  const standIns: number[] = [];
  let row = 0;
  for (const request of since) {
    const change = baseline.changeOf(request);
    if (change !== null && isRenewed(evidence, request, change)) renewed.push(row);
    else if (change === 'bytes') bytes.push(row);
    else if (change !== null) others.push(row);
    if (baseline.isStandIn(request)) standIns.push(row);
    row++;
  }
  const rows = (numbers: readonly number[]) => new Selection(since, numbers);
  const goesOn = isDrift(bytes, since.length) || isMadeAnew(evidence, disturbance, rows(bytes));
  return {
    count: countOf(since),
    baseline,
    changed: rows(goesOn ? others : [...others, ...bytes].sort((a, b) => a - b)),
    remade: rows(goesOn ? bytes : []),
    renewed: rows(renewed),
    standIns: rows(standIns),
  };
}

/**
 * Whether the old bytes never came again after the first new ones, as with a date or a number in
 * the page. If the old bytes do come again, the disturbance was the cause.
 * @param bytes the positions of the answers with other bytes, among all answers since
 */
function isDrift([first, ...further]: readonly number[], count: number): boolean {
  return first !== undefined && count - first === further.length + 1;
}

/**
 * Whether there were several new bodies of the same length, and also after the disturbance, as from
 * a page that names its connection. A single new body is a fault, or a new version.
 */
function isMadeAnew(
  evidence: Evidence,
  { endedMs }: Disturbance,
  bytes: Rows<ClientRequest>,
): boolean {
  if (endedMs === null) return false;
  const first = bytes.at(0)?.digest;
  return (
    bytes.some(({ digest }) => digest !== first) &&
    bytes.some((request) => request.sentMs >= endedMs && !isOfDrained(evidence, request))
  );
}
