import { formatMs } from '../../lib/units.js';
import type { ClientRequest } from '../../model/ledger.js';
import type { PhaseLatency } from '../../model/run-result.js';
import { blameForRequests } from '../blame.js';
import { describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, skip, TESTER } from '../finding.js';
import { latencyOf, measurePhases, requestsByPhase } from '../phase-latency.js';

/** No baseline can be made of fewer requests than this. */
const LEAST_REQUESTS = 20;
/** One request alone is no p99, however few there are. */
const SLOW_LEAST = 2;
const SLOW_SHARE = 0.01;
/** By default a disturbance may double the time, and cost a client so much on top. */
const P99_SLACK_MS = 500;
const WORST_SLACK_MS = 2000;
/** Client, proxies and server each wait for the same processor that kept the tester waiting. */
const HOPS = 4;
/** A sample tells of the time since the one before it (load/tester-sampler.ts). */
const SAMPLE_MS = 500;
/** The answers to all that a stall has held up take a moment to come. */
const STALL_END_MS = 250;

type TimeOf = (request: ClientRequest) => number;

interface LatencyBounds {
  readonly p99Ms: number;
  readonly worstMs: number;
  /** What a stall has held up ends within this time. */
  readonly stallMs: number;
}

/**
 * Nobody waits much longer during the drain and the return than before: p99 and the worst request
 * of each, counted from when it was due, beside the baseline or within the user's own bounds.
 */
export function latency(evidence: Evidence): Finding {
  const byPhase = requestsByPhase(evidence);
  const phases = measurePhases(byPhase);
  const baseline = phases.find(({ phase }) => phase === 'baseline');
  const bounds = boundsOf(evidence, baseline);
  if (!bounds) {
    const seen = baseline?.count ?? 0;
    return skip(
      'p99 and the worst of drain and return are near the baseline’s',
      `${seen} short requests in the hold before the flip are too few for a baseline`,
    );
  }
  const expected = `p99 within ${formatMs(bounds.p99Ms)} and the worst within ${formatMs(bounds.worstMs)}, in drain and return`;
  const judged = phases.filter(({ phase }) => phase !== 'baseline');
  if (judged.length === 0) return skip(expected, 'no short request was due from the flip on');
  const actual = phases.map(inWords).join('; ');
  const slowBy = (timeOf: TimeOf): readonly ClientRequest[] =>
    judged
      .flatMap(({ phase }) => tooSlow(byPhase.get(phase) ?? [], bounds, timeOf))
      .sort((a, b) => latencyOf(b) - latencyOf(a));
  const requests = slowBy(latencyOf);
  if (requests.length === 0) return pass(expected, actual);
  if (slowBy(ownStallsOff(evidence)).length === 0) {
    const own = `${actual}; without the stalls of the load itself, in bounds`;
    return fail(expected, own, TESTER, requests.map(describeRequest));
  }
  return fail(
    expected,
    actual,
    blameForRequests(evidence, requests),
    requests.map(describeRequest),
  );
}

/**
 * Those past the worst; and those past the p99, where they are more than one in a hundred and not
 * all of one stall: one is judged by the worst, for a busy host may stand still for a moment.
 */
function tooSlow(
  requests: readonly ClientRequest[],
  { p99Ms, worstMs, stallMs }: LatencyBounds,
  timeOf: TimeOf,
): readonly ClientRequest[] {
  const slow = requests.filter((request) => timeOf(request) > p99Ms);
  const many = slow.length >= Math.max(SLOW_LEAST, requests.length * SLOW_SHARE);
  if (many && !endTogether(slow, stallMs)) return slow;
  return requests.filter((request) => timeOf(request) > worstMs);
}

/** What is left of a request's time without the longest stall of the load that fell into it. */
function ownStallsOff({ ledger }: Evidence): TimeOf {
  const stalls = ledger.tester.filter(({ process: name }) => name.startsWith('load-'));
  return (request) => {
    const ms = latencyOf(request);
    const { scheduledMs } = request;
    const within = stalls.filter(
      ({ atMs, lagMs }) => atMs >= scheduledMs && atMs - SAMPLE_MS - lagMs <= scheduledMs + ms,
    );
    return ms - within.reduce((most, { lagMs }) => Math.max(most, lagMs), 0);
  };
}

/** What a stall has held up is answered when it is over, all at once. */
function endTogether(requests: readonly ClientRequest[], withinMs: number): boolean {
  const ends = requests.map(({ endMs }) => endMs ?? 0);
  const first = ends.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = ends.reduce((a, b) => Math.max(a, b), 0);
  return last - first <= withinMs;
}

/** null = neither the user nor a baseline says what is too long. */
function boundsOf(
  { budgets, bounds }: Evidence,
  baseline: PhaseLatency | undefined,
): LatencyBounds | null {
  const { maxP99Ms, maxLatencyMs } = budgets;
  const known = baseline !== undefined && baseline.count >= LEAST_REQUESTS;
  if (!known && maxP99Ms === null && maxLatencyMs === null) return null;
  const free = Number.POSITIVE_INFINITY;
  const p99Ms = known ? 2 * baseline.p99 + P99_SLACK_MS + HOPS * bounds.lagMs : free;
  const worstMs = known ? 2 * baseline.max + WORST_SLACK_MS + HOPS * bounds.lagMs : free;
  return {
    p99Ms: maxP99Ms ?? Math.min(p99Ms, maxLatencyMs ?? free),
    worstMs: maxLatencyMs ?? worstMs,
    // A bound of the user's own is kept to the letter.
    stallMs: maxP99Ms === null ? STALL_END_MS + bounds.lagMs : -1,
  };
}

function inWords({ phase, p99, max }: PhaseLatency): string {
  return `${phase} p99 ${formatMs(p99)}, worst ${formatMs(max)}`;
}
