import { TlsLoop } from '../../net/tls/tls-loop.js';
import type { BenchWorkerReport } from '../bench-messages.js';
import type { BenchLoad } from './bench-load.js';

/** What a load has measured, once it is done. */
export function reportOf({
  recorder,
  flow,
  times,
  cpu,
  loop,
  stalls,
}: BenchLoad): BenchWorkerReport {
  return {
    measured: recorder.measured.report(),
    warmupRequests: recorder.warmup.sent,
    measuredMs: times.endMs - times.measureMs,
    due: flow.due,
    unsent: flow.unsent,
    lagMs: flow.lagMs,
    stallMs: stalls.worstMs,
    stalledMs: stalls.totalMs,
    cpu: cpu.share,
    cpuMs: cpu.usedMs,
    negotiated: loop instanceof TlsLoop ? loop.negotiated : null,
  };
}
