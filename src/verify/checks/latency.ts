import { formatMs } from '../../lib/units.js';
import type { ClientRequest, Rows } from '../../model/ledger.js';
import type { PhaseLatency } from '../../model/run-result.js';
import { blameForRequests } from '../blame.js';
import { describeRequest } from '../describe.js';
import type { Evidence } from '../evidence.js';
import { type Finding, fail, pass, samplesOf, skip, TESTER } from '../finding.js';
import { latencyOf, measurePhase, type PhaseRequests, requestsByPhase } from '../phase-latency.js';
import { concat, countOf, select } from '../selection.js';
import { defineCheck } from './check.js';

/** With fewer requests than this there is no baseline. */
const LEAST_REQUESTS = 20;
/** A single slow request makes no p99, however few requests there are. */
const SLOW_LEAST = 2;
const SLOW_SHARE = 0.01;
/** By default a disturbance may double the time and add this much. */
const P99_SLACK_MS = 500;
const WORST_SLACK_MS = 2000;
/** Client, proxies and server each wait for the same processor that delayed the tester. */
const HOPS = 4;
/** A sample covers the time since the one before it (load/tester-sampler.ts). */
const SAMPLE_MS = 500;
/** How long the answers take to arrive after a stall has ended. */
const STALL_END_MS = 250;
/** How many of the slowest requests a finding names. */
const SLOWEST = 5;

type TimeOf = (request: ClientRequest) => number;

interface LatencyBounds {
  readonly p99Ms: number;
  readonly worstMs: number;
  /** If all slow requests end within this time of each other, one stall delayed them. */
  readonly stallMs: number;
}

/**
 * From the disturbance on, requests do not take much longer than before. For each part of the run,
 * the p99 and the slowest request are compared with the baseline or with the user's own bounds.
 * Time is counted from when a request was due. Without a disturbance only the user's bounds are
 * judged, on the whole run.
 */
export const latency = defineCheck({
  needs: [],
  holds: 'no request takes longer than the bounds allow',
  judge(evidence): Finding {
    const { words } = evidence.disturbance ?? {};
    const where = words ? `, in ${words.during} and ${words.after}` : '';
    const phases = requestsByPhase(evidence).map((part) => ({
      ...part,
      figures: measurePhase(part),
    }));
    const baseline = phases.find((part) => part.baseline)?.figures;
    const bounds = boundsOf(evidence, baseline);
    if (!bounds)
      return skip(
        `p99 and the worst${where || ' of all'} are near the baseline’s`,
        tooFew(evidence, baseline),
      );
    const expected = `${boundsInWords(bounds)}${where}`;
    const judged = words ? phases.filter((part) => !part.baseline) : phases;
    if (judged.length === 0) {
      return skip(
        expected,
        `no short request was due${words ? ` from ${words.beginning} on` : ''}`,
      );
    }
    const actual = phases.map(({ figures }) => inWords(figures)).join('; ');
    const slowBy = (timeOf: TimeOf) => judged.map((part) => tooSlow(part, bounds, timeOf));
    const slow = slowBy(latencyOf);
    if (slow.every(({ length }) => length === 0)) return pass(expected, actual);
    const samples = samplesOf(slowest(slow), describeRequest);
    if (slowBy(ownStallsOff(evidence)).every(({ length }) => length === 0)) {
      const own = `${actual}; without the stalls of the load itself, in bounds`;
      return fail(expected, own, TESTER, samples);
    }
    return fail(expected, actual, blameForRequests(evidence, concat(slow)), samples);
  },
});

function tooFew({ disturbance }: Evidence, baseline: PhaseLatency | undefined): string {
  if (disturbance === null) return 'nothing was done to the deployment, and no bound is set';
  const seen = baseline?.count ?? 0;
  return `${seen} short requests in the hold before ${disturbance.words.beginning} are too few for a baseline`;
}

/**
 * The requests that took too long. Those above the p99 bound count if they are more than one in a
 * hundred and one stall does not explain them all; a stall is judged only by the bound of the worst
 * request, because a busy host may stand still for a moment.
 */
function tooSlow(
  { requests }: PhaseRequests,
  { p99Ms, worstMs, stallMs }: LatencyBounds,
  timeOf: TimeOf,
): Rows<ClientRequest> {
  const isSlow = (request: ClientRequest): boolean => timeOf(request) > p99Ms;
  const slow = select(requests, isSlow);
  const many = countOf(slow) >= Math.max(SLOW_LEAST, countOf(requests) * SLOW_SHARE);
  if (many && !endTogether(slow, stallMs)) return slow;
  return select(requests, (request) => timeOf(request) > worstMs);
}

/** The slowest few, the slowest first. */
function slowest(parts: readonly Rows<ClientRequest>[]): ClientRequest[] {
  const most: ClientRequest[] = [];
  for (const request of concat(parts)) {
    const at = most.findIndex((other) => latencyOf(other) < latencyOf(request));
    if (at === -1 && most.length === SLOWEST) continue;
    most.splice(at === -1 ? most.length : at, 0, request);
    most.length = Math.min(most.length, SLOWEST);
  }
  return most;
}

/** A request's time without the longest stall of the load process that fell into it. */
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

/** Whether all of them ended at nearly the same time, as requests do that one stall has delayed. */
function endTogether(requests: Rows<ClientRequest>, withinMs: number): boolean {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { endMs } of requests) {
    first = Math.min(first, endMs ?? 0);
    last = Math.max(last, endMs ?? 0);
  }
  return last - first <= withinMs;
}

/** null = neither the user nor a baseline sets a bound. */
function boundsOf(
  { budgets, lagMs, disturbance }: Evidence,
  baseline: PhaseLatency | undefined,
): LatencyBounds | null {
  const { maxP99Ms, maxLatencyMs } = budgets;
  const known = disturbance !== null && baseline !== undefined && baseline.count >= LEAST_REQUESTS;
  if (!known && maxP99Ms === null && maxLatencyMs === null) return null;
  const free = Number.POSITIVE_INFINITY;
  const p99Ms = known ? 2 * baseline.p99 + P99_SLACK_MS + HOPS * lagMs : free;
  const worstMs = known ? 2 * baseline.max + WORST_SLACK_MS + HOPS * lagMs : free;
  return {
    p99Ms: maxP99Ms ?? Math.min(p99Ms, maxLatencyMs ?? free),
    worstMs: maxLatencyMs ?? worstMs,
    // If the user sets a bound for the p99, stalls are not excused.
    stallMs: maxP99Ms === null ? STALL_END_MS + lagMs : -1,
  };
}

/** `p99 within 500 ms and the worst within 2 s`; a part without a bound is left out. */
function boundsInWords({ p99Ms, worstMs }: LatencyBounds): string {
  const parts = [
    { what: 'p99', ms: p99Ms },
    { what: 'the worst', ms: worstMs },
  ];
  return parts
    .filter(({ ms }) => Number.isFinite(ms))
    .map(({ what, ms }) => `${what} within ${formatMs(ms)}`)
    .join(' and ');
}

function inWords({ phase, p99, max }: PhaseLatency): string {
  return `${phase} p99 ${formatMs(p99)}, worst ${formatMs(max)}`;
}
