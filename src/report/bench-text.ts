import { Chalk } from 'chalk';
import Table from 'cli-table3';
import { formatBytes, formatCount } from '../lib/units.js';
import type { BenchResult, JudgedThreshold } from '../model/bench.js';

/** A benchmark for people: one table of figures, one line a threshold. Ends with a newline. */
export function renderBenchText(
  result: BenchResult,
  thresholds: readonly JudgedThreshold[],
  colour: boolean,
): string {
  const paint = new Chalk({ level: colour ? 1 : 0 });
  const { requestsPerSecond, latency } = result;
  const head = `${result.url}  ${formatCount(result.connections)} connections, ${(result.durationMs / 1000).toFixed(1)} s${result.interrupted ? ' (interrupted)' : ''}`;
  const table = new Table({ style: { head: [], border: [] } });
  table.push(
    [
      'requests a second',
      `${formatCount(requestsPerSecond.mean)} ± ${formatCount(requestsPerSecond.stddev)}`,
    ],
    ['latency p50 / p90', `${ms(latency.p50)} / ${ms(latency.p90)}`],
    ['latency p99 / p99.9', `${ms(latency.p99)} / ${ms(latency.p999)}`],
    ['latency max', ms(latency.max)],
    ['throughput', `${formatBytes(result.bytesPerSecond)}/s`],
    ['responses', `${formatCount(result.responses)}${codes(result)}`],
    ['errors / timeouts', `${formatCount(result.errors)} / ${formatCount(result.timeouts)}`],
  );
  const first = result.firstError === null ? [] : [`First error: ${result.firstError}`];
  const judged = thresholds.map(({ metric, op, limit, actual, ok }) => {
    const word = ok ? paint.green('pass') : paint.red('FAIL');
    return `${word}  ${op} ${metric}: ${figure(actual)}, limit ${figure(limit)}`;
  });
  // Without a response there is no latency to show, and zeros would look like a good one.
  const none = `No response at all: ${result.firstError ?? 'nothing came in time'}`;
  const body = result.responses === 0 ? [paint.red(none)] : [table.toString(), ...first];
  return `${[head, ...body, ...judged].join('\n')}\n`;
}

function ms(value: number): string {
  return `${figure(value)} ms`;
}

function figure(value: number): string {
  return value < 100 ? String(Math.round(value * 100) / 100) : formatCount(value);
}

/** ` (200: 1,234)`; empty where there was no response. */
function codes({ statusCodes }: BenchResult): string {
  const parts = Object.entries(statusCodes).map(([code, n]) => `${code}: ${formatCount(n)}`);
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}
