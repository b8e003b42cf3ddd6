import type { ClientRequest, Rows } from '../model/ledger.js';
import type { PhaseLatency } from '../model/run-result.js';
import type { Evidence } from './evidence.js';
import { select, weightOf } from './selection.js';

/** The short requests of one part of the run. */
export interface PhaseRequests {
  readonly phase: string;
  /** Nothing had been done to the deployment yet. */
  readonly baseline: boolean;
  readonly requests: Rows<ClientRequest>;
}

/** Kinds whose answer is due at once, so that their time is the deployment's and not their own. */
const SHORT = new Set(['idle', 'periodic', 'visit']);
const ENDED = new Set(['complete', 'timeout', 'open']);

/** Milliseconds from when it was due to its last byte, or until it was given up. */
export function latencyOf({ scheduledMs, endMs }: ClientRequest): number {
  return (endMs ?? scheduledMs) - scheduledMs;
}

/** Percentiles by the nearest rank; a row counts for as many requests as it stands for. */
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
  // The slowest may stand for none, for it is kept whether a sample has it or not.
  const max = times[order.at(-1) ?? 0] ?? 0;
  return { phase, count: Math.round(total), p50: at(0.5), p99: at(0.99), max };
}

/**
 * The requests that each phase's latency is measured on; a phase without any is left out.
 * What was over before the disturbance began is the baseline. What was due before and held up by
 * it belongs to it, and likewise at its end.
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
