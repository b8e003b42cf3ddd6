import { formatBytes, formatCount, formatMs } from '../../lib/units.js';
import type { RunResult } from '../../model/run-result.js';
import type { Layout } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { titled } from '../text/wrap.js';

/** Width of a row's title, with the blanks after it. */
const TITLE = 13;

/** A row for each part of the result that is not empty. */
const ROWS = {
  Trouble: ({ trouble }) => trouble?.message ?? '',
  Connections: connectionsLine,
  Predicted: predictionLine,
  Phases: phasesLine,
  Flip: flipLine,
  Commands: commandsLine,
  Latency: latencyLine,
  Closed: closedLine,
  Memory: memoryLine,
} satisfies Record<string, (result: RunResult) => string>;

/** What was done and measured, one row each. */
export function summaryLines(result: RunResult, layout: Layout): string[] {
  const paint = painter(layout);
  return Object.entries(ROWS)
    .map(([title, line]) => [title, line(result)] as const)
    .filter(([, text]) => text !== '')
    .map(([title, text]) => titled(paint.dim(title), text, TITLE, layout.columns));
}

function connectionsLine({ connections, plan }: RunResult): string {
  const failed = Object.entries(connections.failed).filter(([, count]) => count > 0);
  const parts = [
    `${formatCount(connections.established)} of ${formatCount(connections.planned)} established`,
    `${formatCount(connections.peak)} at once${
      connections.kernelPeak === null
        ? ''
        : ` (the kernel counted ${formatCount(connections.kernelPeak)})`
    }`,
    failed.length === 0
      ? 'none failed'
      : `failed: ${failed.map(([why, count]) => `${formatCount(count)} ${why}`).join(', ')}`,
  ];
  if (connections.reconnected > 0) {
    parts.push(`${formatCount(connections.reconnected)} opened again after an orderly end`);
  }
  return `${parts.join(', ')}; to ${plan.entry}`;
}

function predictionLine({ prediction }: RunResult): string {
  if (!prediction) return '';
  if (prediction.max === null) return 'no limit found';
  const { max, binding } = prediction;
  const by = binding ? `, bound by ${binding.limit} of ${binding.hop ?? 'the host'}` : '';
  return `${formatCount(max)} at most${by}`;
}

function phasesLine({ phases }: RunResult): string {
  return phases.map((phase) => `${phase.name} ${formatMs(phase.endMs - phase.startMs)}`).join(', ');
}

function flipLine({ flip, markedDownMs, bounds }: RunResult): string {
  if (!flip || !bounds || flip.onMs === null) return '';
  const seen =
    markedDownMs === null ? '' : `, marked down ${formatMs(markedDownMs - flip.onMs)} later`;
  const wait =
    bounds.waitMs === null ? 'no waiting timeout' : `wait (W) ${formatMs(bounds.waitMs)}`;
  return `backend ${flip.backend} at ${formatMs(flip.onMs)}${seen}; bounds: detect (D) ${formatMs(bounds.detectMs)}, ${wait}, close (C) ${formatMs(bounds.closeMs)}, return (U) ${formatMs(bounds.returnMs)}, with ${formatMs(bounds.lagMs)} for the tester's own lag`;
}

function commandsLine({ commands }: RunResult): string {
  return commands
    .map(
      ({ option, fault, durationMs }) => `${option} ${fault ?? 'done'} in ${formatMs(durationMs)}`,
    )
    .join(', ');
}

function latencyLine({ latency, latencyByPhase }: RunResult): string {
  if (!latency || latency.count === 0) return '';
  const { p50, p99, p999, max, count } = latency;
  const all = `p50 ${formatMs(p50)}, p99 ${formatMs(p99)}, p99.9 ${formatMs(p999)}, max ${formatMs(max)} over ${formatCount(count)} requests`;
  const phases = latencyByPhase.map(
    (phase) => `${phase.phase} ${formatMs(phase.p99)} / ${formatMs(phase.max)}`,
  );
  return phases.length === 0 ? all : `${all}; p99 / max: ${phases.join(', ')}`;
}

/** Established connections that the other side closed; closing many at once makes a reconnect storm. */
function closedLine({ closes, flip, plan }: RunResult): string {
  const { closed, established, byRst, announced, firstMs, lastMs } = closes;
  // They are counted from the flip on. A run that ended before its flip has none to count.
  if (flip?.onMs === null || established === 0) return '';
  const all = `${formatCount(closed)} of ${formatCount(established)} established connections, tunnels apart`;
  if (firstMs === null || lastMs === null) return all;
  const when = flip ? [`${formatMs(firstMs)} to ${formatMs(lastMs)} after the flip`] : [];
  const how = [
    `${formatCount(closes.worst100Ms)} at most in 100 ms`,
    `${formatCount(byRst)} by RST`,
    `${formatCount(announced)} announced`,
  ];
  return `${all}, by ${plan.entry}: ${[...when, ...how].join(', ')}`;
}

function memoryLine({ memory }: RunResult): string {
  const own = Object.entries(memory.perConnection).map(
    ([box, bytes]) => `${box} ${formatBytes(bytes)}`,
  );
  const kernel =
    memory.kernelPerConnection === null
      ? []
      : [`kernel ${formatBytes(memory.kernelPerConnection)}`];
  const parts = [...own, ...kernel];
  return parts.length === 0 ? '' : `a connection: ${parts.join(', ')}`;
}
