import type { ClientRequest, Rows } from '../model/ledger.js';
import type { Disturbance } from '../model/run-account.js';
import { Baseline, LEAST_ANSWERS } from './baseline.js';
import type { Evidence } from './evidence.js';
import { isOfDrained, isRenewed } from './maintenance/renewed.js';
import { countOf, Selection } from './selection.js';

/** Kinds that send the same request. */
const SHORT = new Set(['idle', 'periodic', 'visit', 'race']);

/** The answers of one kind of request from the disturbance on, held against those before. */
export interface AnswersSince {
  readonly kind: string;
  readonly count: number;
  readonly baseline: Baseline;
  /** Not as before, and nothing explains it but the disturbance. */
  readonly changed: Rows<ClientRequest>;
  /** Other bytes of the same length, which go on after the disturbance: the page holds a date, or a port. */
  readonly remade: Rows<ClientRequest>;
  /** Of a backend that came back with a new version. */
  readonly renewed: Rows<ClientRequest>;
  /** Of a backend that had answered nothing before. */
  readonly standIns: Rows<ClientRequest>;
}

/** The answers of one kind, by the numbers of their rows. */
interface AnswersOfKind {
  readonly before: number[];
  readonly since: number[];
}

/** Kind by kind; a kind that was answered too seldom before, or not since, is left out. */
export function answersSince(evidence: Evidence, disturbance: Disturbance): AnswersSince[] {
  const { requests, references } = evidence.ledger;
  return [...byKind(requests, disturbance.beganMs)].flatMap(([kind, { before, since }]) => {
    if (before.length < LEAST_ANSWERS || since.length === 0) return [];
    const own = kind === 'short' ? references : [];
    const baseline = new Baseline(new Selection(requests, before), own);
    const answers = new Selection(requests, since);
    return [{ kind, ...compare(evidence, disturbance, baseline, answers) }];
  });
}

/** Errors are left out: whether a response came whole and right is another check's. */
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
 * Once the bytes had changed, the old ones never came again: a date or a number. What goes back to
 * the old bytes was the disturbance's doing.
 * @param bytes the places of the answers with other bytes among all since
 */
function isDrift([first, ...further]: readonly number[], count: number): boolean {
  return first !== undefined && count - first === further.length + 1;
}

/** Several new bodies of the same length (one is a fault, or a new version), and they come after the disturbance, too: of a page that names its connection, say. */
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
