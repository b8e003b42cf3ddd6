import type { ClientRequest } from '../model/ledger.js';
import type { PhaseLatency } from '../model/run-result.js';
import type { Evidence } from './evidence.js';
import { groupBy } from './group-by.js';

type Phase = PhaseLatency['phase'];

export type RequestsByPhase = ReadonlyMap<Phase, readonly ClientRequest[]>;

/** Kinds whose answer is due at once, so that their time is the deployment's and not their own. */
const SHORT = new Set(['idle', 'periodic', 'visit']);
const ENDED = new Set(['complete', 'timeout', 'open']);

/** Milliseconds from when it was due to its last byte, or until it was given up. */
export function latencyOf({ scheduledMs, endMs }: ClientRequest): number {
  return (endMs ?? scheduledMs) - scheduledMs;
}

/** Exact figures, for a ledger holds every request; a phase without any has no entry. */
export function measurePhases(byPhase: RequestsByPhase): PhaseLatency[] {
  return [...byPhase].map(([phase, requests]) => {
    const times = requests.map(latencyOf).sort((a, b) => a - b);
    const at = (share: number): number => times[Math.ceil(times.length * share) - 1] ?? 0;
    return { phase, count: times.length, p50: at(0.5), p99: at(0.99), max: at(1) };
  });
}

/**
 * The requests that each phase's latency is measured on.
 * What was over before the flip began is the baseline. What was due before the flip and held up by
 * it belongs to the drain, and likewise at the way back.
 */
export function requestsByPhase(evidence: Evidence): RequestsByPhase {
  const { ledger, flipBeganMs, heldFromMs, endMs } = evidence;
  const offMs = ledger.flip.offBeganMs ?? ledger.flip.offMs;
  const phaseOf = (request: ClientRequest): Phase | null => {
    if (request.scheduledMs < heldFromMs || request.scheduledMs >= endMs) return null;
    if (flipBeganMs === null || (request.endMs ?? endMs) < flipBeganMs) return 'baseline';
    return offMs === null || request.scheduledMs < offMs ? 'drain' : 'return';
  };
  const short = ledger.requests.filter(
    ({ kind, outcome }) => SHORT.has(kind) && ENDED.has(outcome),
  );
  const phases = groupBy(short, phaseOf);
  return new Map(
    (['baseline', 'drain', 'return'] as const).flatMap((phase) => {
      const requests = phases.get(phase);
      return requests ? [[phase, requests] as const] : [];
    }),
  );
}
