import type { ClientRequest } from '../model/ledger.js';
import { Baseline, type Change, LEAST_ANSWERS } from './baseline.js';
import type { Evidence } from './evidence.js';
import { groupBy } from './group-by.js';

/** Kinds that send the same request. */
const SHORT = new Set(['idle', 'periodic', 'visit', 'race']);
/** New bodies of the same length: one is a fault or a new version, several are made anew. */
const BODIES_ANEW = 2;

export interface ChangedAnswer {
  readonly request: ClientRequest;
  readonly change: Change;
}

/** The answers of one kind of request from the flip on, held against those before. */
export interface AnswersSince {
  readonly kind: string;
  readonly count: number;
  /** Bodies were the same few before. */
  readonly constant: boolean;
  /** Not as before, and nothing explains it but the disturbance. */
  readonly changed: readonly ChangedAnswer[];
  /** Other bytes of the same length, which go on after the disturbance: the page holds a date, or a port. */
  readonly remade: readonly ClientRequest[];
  /** Of the drained backend since it came back: a new version. */
  readonly renewed: readonly ClientRequest[];
  /** Of a backend that had answered nothing before. */
  readonly standIns: readonly ClientRequest[];
}

/** Kind by kind; a kind that was answered too seldom before the flip, or not since, is left out. */
export function answersSince(evidence: Evidence, flipBeganMs: number): AnswersSince[] {
  // Errors are left out: whether a response came whole and right is another check's.
  const answers = evidence.ledger.requests.filter(
    ({ outcome, status }) => outcome === 'complete' && status !== null && status < 400,
  );
  const kinds = groupBy(answers, ({ kind }) => (SHORT.has(kind) ? 'short' : kind));
  return [...kinds].flatMap(([kind, requests]) => {
    const before = requests.filter(({ endMs }) => (endMs ?? 0) < flipBeganMs);
    const since = requests.filter(({ endMs }) => (endMs ?? 0) >= flipBeganMs);
    if (before.length < LEAST_ANSWERS || since.length === 0) return [];
    const references = kind === 'short' ? evidence.ledger.references : [];
    return [{ kind, ...compare(evidence, new Baseline(before, references), since) }];
  });
}

function compare(
  evidence: Evidence,
  baseline: Baseline,
  since: readonly ClientRequest[],
): Omit<AnswersSince, 'kind'> {
  const differing = since.flatMap((request): ChangedAnswer[] => {
    const change = baseline.changeOf(request);
    return change === null ? [] : [{ request, change }];
  });
  const renewed = differing.filter((one) => isRenewed(evidence, one));
  const others = differing.filter((one) => !isRenewed(evidence, one));
  const bytes = others.filter(({ change }) => change === 'bytes');
  const goesOn = isDrift(bytes, since) || isMadeAnew(evidence, bytes);
  return {
    count: since.length,
    constant: baseline.constant,
    changed: goesOn ? others.filter(({ change }) => change !== 'bytes') : others,
    remade: goesOn ? bytes.map(({ request }) => request) : [],
    renewed: renewed.map(({ request }) => request),
    standIns: since.filter((request) => baseline.isStandIn(request)),
  };
}

/**
 * Once the bytes had changed, the old ones never came again: a date or a number. What goes back to
 * the old bytes was the disturbance's doing.
 */
function isDrift(bytes: readonly ChangedAnswer[], since: readonly ClientRequest[]): boolean {
  const [first] = bytes;
  return first !== undefined && since.length - since.indexOf(first.request) === bytes.length;
}

/** Several new bodies, and they come after the flip back too: of a page that names its connection, say. */
function isMadeAnew({ ledger, drained }: Evidence, bytes: readonly ChangedAnswer[]): boolean {
  const offMs = ledger.flip.offBeganMs ?? ledger.flip.offMs;
  if (offMs === null) return false;
  const after = bytes.filter(
    ({ request }) => request.sentMs >= offMs && request.backend !== drained,
  );
  const bodies = new Set(bytes.map(({ request }) => request.digest));
  return after.length > 0 && bodies.size >= BODIES_ANEW;
}

/** The drained backend may come back with a new version: other bodies, but still some. */
function isRenewed({ ledger, drained }: Evidence, { request, change }: ChangedAnswer): boolean {
  const offMs = ledger.flip.offBeganMs ?? ledger.flip.offMs;
  const since = offMs !== null && request.sentMs >= offMs && request.bodyBytes > 0;
  const its = request.backend === drained || request.backend === null;
  return since && its && (change === 'length' || change === 'bytes');
}
