import type { BenchResult, BenchTls, FailureKind } from '../model/bench.js';
import { type Failures, Tally } from './account/tally.js';
import { sliceCount, sliceMs } from './account/times.js';
import type { BenchPlan } from './bench-plan.js';
import type { CrewReport } from './crew.js';

export interface Measured {
  readonly url: string;
  readonly plan: BenchPlan;
  readonly report: CrewReport;
  readonly interrupted: boolean;
}

/** One result from the counts of all workers. */
export function benchResult({ url, plan, report, interrupted }: Measured): BenchResult {
  const { connections, pipelining, durationMs: plannedMs } = plan;
  const { workers, engine } = report;
  const tally = new Tally(sliceCount(plannedMs));
  for (const { measured } of workers) tally.add(measured);
  const durationMs = Math.max(0, ...workers.map(({ measuredMs }) => measuredMs));
  const perSecond = (count: number): number => (durationMs === 0 ? 0 : (count * 1000) / durationMs);
  const { p50, p90, p99, p999, max, histogram } = tally.latency.summary();
  const whole = tally.slices.slice(0, Math.floor(durationMs / sliceMs(plannedMs) + 1e-9));
  return {
    schema: 'tidegate.bench/1',
    url,
    generator: 'tidegate',
    connections,
    durationMs,
    requestsPerSecond: {
      mean: perSecond(tally.inTime),
      stddev: deviation(whole.map((count) => (count * 1000) / sliceMs(plannedMs))),
    },
    latency: { mean: tally.latency.meanMs, p50, p90, p99, p999, max },
    bytesPerSecond: perSecond(tally.bytes),
    responses: tally.responses,
    errors: sum(tally.failures, (kind) => kind !== 'timeout' && kind !== 'unfinished'),
    timeouts: tally.failures.timeout,
    non2xx: tally.responses - tally.countStatuses(200, 299),
    statusCodes: tally.statusCodes(),
    firstError: tally.firstError,
    interrupted,
    gaveWay: null,
    account: {
      engine,
      threads: workers.length,
      pipelining,
      requests: tally.sent,
      failures: tally.failures,
      reconnects: tally.reconnects,
      rate:
        plan.rate === null
          ? null
          : {
              asked: plan.rate,
              due: total(workers.map(({ due }) => due)),
              unsent: total(workers.map(({ unsent }) => unsent)),
            },
      warmup: {
        durationMs: plan.warmupMs,
        requests: total(workers.map(({ warmupRequests }) => warmupRequests)),
      },
      tester: {
        cpu: Math.max(0, ...workers.map(({ cpu }) => cpu)),
        cpuMs: total(workers.map(({ cpuMs }) => cpuMs)),
        lagMs: Math.max(0, ...workers.map(({ lagMs }) => lagMs)),
        stallMs: Math.max(0, ...workers.map(({ stallMs }) => stallMs)),
        stalledMs: Math.max(0, ...workers.map(({ stalledMs }) => stalledMs)),
      },
      tls: tlsOf(plan, report),
      histogram,
    },
    blindSpots: [],
  };
}

function tlsOf({ origin: { tls } }: BenchPlan, { workers }: CrewReport): BenchTls | null {
  if (tls === null) return null;
  const negotiated = workers.map((worker) => worker.negotiated).find((one) => one !== null);
  const { protocol = null, cipher = null } = negotiated ?? {};
  return { verified: !tls.insecure, protocol, cipher };
}

function sum(failures: Failures, counts: (kind: FailureKind) => boolean): number {
  const kinds = Object.keys(failures) as FailureKind[];
  return total(kinds.filter(counts).map((kind) => failures[kind]));
}

function total(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** Standard deviation of a sample; 0 for fewer than two values. */
function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = total(values) / values.length;
  const squares = total(values.map((value) => (value - mean) ** 2));
  return Math.sqrt(squares / (values.length - 1));
}
