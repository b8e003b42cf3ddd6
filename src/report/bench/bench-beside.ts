import { formatBytes, formatCount } from '../../lib/units.js';
import type { BenchResult } from '../../model/bench.js';
import type { Layout } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { tableLines } from '../text/table.js';
import { figure, latencyText } from './bench-figures.js';

/** What is compared, one line each. */
const LINES: readonly (readonly [title: string, text: (result: BenchResult) => string])[] = [
  ['requests a second', ({ requestsPerSecond }) => figure(requestsPerSecond.mean)],
  ['latency, mean', ({ latency }) => latencyText(latency.mean)],
  ['  p50', ({ latency }) => latencyText(latency.p50)],
  ['  p90', ({ latency }) => latencyText(latency.p90)],
  ['  p99', ({ latency }) => latencyText(latency.p99)],
  ['  p99.9', ({ latency }) => latencyText(latency.p999)],
  ['  max', ({ latency }) => latencyText(latency.max)],
  ['bytes a second', ({ bytesPerSecond }) => formatBytes(bytesPerSecond)],
  ['responses', ({ responses }) => formatCount(responses)],
  ['  not 2xx', ({ non2xx }) => formatCount(non2xx)],
  ['errors', ({ errors }) => formatCount(errors)],
  ['timeouts', ({ timeouts }) => formatCount(timeouts)],
];

/** Two results of one target, one column each. */
export function besideText(own: BenchResult, second: BenchResult, layout: Layout): string[] {
  const paint = painter(layout);
  const head = ['', own.generator, second.generator];
  const rows = LINES.map(([title, text]) => [
    // Its indent is not part of the coloured text.
    title.replace(/\S.*/, (words) => paint.dim(words)),
    text(own),
    text(second),
  ]);
  return tableLines({ head, rows, aligns: ['left', 'right', 'right'] }, layout);
}
