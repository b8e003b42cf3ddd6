import type { ClientRequest, Rows } from '../model/ledger.js';
import type { PhaseLatency } from '../model/run-result.js';
import type { Evidence } from './evidence.js';
import { select, weightOf } from './selection.js';

/** The short requests of one part of the run. */
export interface PhaseRequests {
  readonly phase: string;
  /** Whether this part was over before anything was done to the deployment. */
  readonly baseline: boolean;
  readonly requests: Rows<ClientRequest>;
}

/** Kinds whose answer is due at once, so that their time depends on the deployment alone. */
const SHORT = new Set(['idle', 'periodic', 'visit']);
const ENDED = new Set(['complete', 'timeout', 'open']);

/** Milliseconds from the time when it was due to its last byte, or until it was given up. */
export function latencyOf({ scheduledMs, endMs }: ClientRequest): number {
  return (endMs ?? scheduledMs) - scheduledMs;
}

/** Percentiles by the nearest rank. A row counts as many times as its weight says. */
export function measurePhase({ phase, requests }: PhaseRequests): PhaseLatency {
  const times = Float64Array.from(requests, latencyOf);
  const weights = Float64Array.from(requests, weightOf);
  const order = Uint32Array.from(times, (_, row) => row);
  order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const at = (share: number): number => {
    let rank = 0;
    const row = order.find((one) => {
      rank += weights[one] ?? 0;
      return rank >= total * share;
    });
    return times[row ?? 0] ?? 0;
  };
  const max = times[order.at(-1) ?? 0] ?? 0;
  return { phase, count: Math.round(total), p50: at(0.5), p99: at(0.99), max };
}

/**
 * The requests on which each phase's latency is measured; a phase without any is left out. Requests
 * that ended before the disturbance began are the baseline. A request that was due before and was
 * delayed by the disturbance belongs to it, and the same holds at its end.
 */
export function requestsByPhase(evidence: Evidence): PhaseRequests[] {
  const { ledger, disturbance, heldFromMs, endMs } = evidence;
  const beganMs = disturbance?.beganMs ?? Number.POSITIVE_INFINITY;
  const endedMs = disturbance?.endedMs ?? Number.POSITIVE_INFINITY;
  const short = select(
    ledger.requests,
    ({ kind, outcome, scheduledMs }) =>
      SHORT.has(kind) && ENDED.has(outcome) && scheduledMs >= heldFromMs && scheduledMs < endMs,
  );
  const isBefore = (request: ClientRequest): boolean => (request.endMs ?? endMs) < beganMs;
  const isAfter = ({ scheduledMs }: ClientRequest): boolean => scheduledMs >= endedMs;
  const parts: readonly [string, (request: ClientRequest) => boolean][] = [
    [disturbance ? 'baseline' : 'hold', isBefore],
    [disturbance?.words.during ?? '', (request) => !isBefore(request) && !isAfter(request)],
    [disturbance?.words.after ?? '', (request) => !isBefore(request) && isAfter(request)],
  ];
  return parts.flatMap(([phase, belongs], part) => {
    const requests = select(short, belongs);
    if (requests.length === 0) return [];
    return [{ phase, baseline: part === 0, requests }];
  });
}
