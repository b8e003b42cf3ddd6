import type { ChalkInstance } from 'chalk';
import { formatBytes, formatCount, formatMs, plural } from '../../lib/units.js';
import type {
  BenchAccount,
  BenchReport,
  BenchResult,
  FailureKind,
  JudgedThreshold,
} from '../../model/bench.js';
import { type Layout, sectionsText, shown } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { titled, whole, wrap } from '../text/wrap.js';
import { besideText } from './bench-beside.js';
import { figure, latencyText } from './bench-figures.js';

/** Width of a row's title, with the blanks after it. */
const TITLE = 13;

/** The report of a benchmark: the verdict and its reasons, then the figures. */
export function renderBenchText(measured: BenchReport, layout: Layout): string {
  const report = shown(measured);
  const { result, secondOpinion, thresholds } = report;
  const paint = painter(layout);
  return sectionsText([
    headline(report, layout, paint),
    insecure(result, layout, paint),
    secondOpinion === null
      ? rows(figures(result), layout, paint)
      : besideText(result, secondOpinion, layout),
    secondOpinion === null ? [] : rows(account(result), layout, paint),
    thresholds.map((threshold) => thresholdLine(threshold, layout, paint)),
    blindSpots(secondOpinion ?? result, layout),
  ]);
}

function headline(report: BenchReport, layout: Layout, paint: ChalkInstance): string[] {
  const { result, verdict, reasons } = report;
  const colour = { pass: paint.green, fail: paint.red, invalid: paint.yellow }[verdict];
  const word = verdict.toUpperCase();
  const stopped = result.interrupted ? ' (interrupted)' : '';
  const first = `${paint.bold(result.url)}  ${colour.bold(word)}${stopped}`;
  return [
    wrap(first, layout.columns, '', '  '),
    ...reasons.map((reason) => wrap(reason, layout.columns, '  ', '    ')),
  ];
}

/** Printed before any figure, because the server may be another one. */
function insecure({ account }: BenchResult, layout: Layout, paint: ChalkInstance): string[] {
  if (account?.tls?.verified !== false) return [];
  const text =
    'INSECURE: no certificate was checked (--insecure); any server was taken for the target.';
  return [paint.red.bold(wrap(text, layout.columns))];
}

type Row = readonly [title: string, text: string];

function rows(all: readonly Row[], { columns }: Layout, paint: ChalkInstance): string[] {
  return all
    .filter(([, text]) => text !== '')
    .map(([title, text]) => titled(paint.dim(title), text, TITLE, columns));
}

function figures(result: BenchResult): Row[] {
  const { requestsPerSecond, bytesPerSecond, connections, durationMs, responses } = result;
  const load = `${formatCount(connections)} connections for ${formatMs(durationMs)}`;
  const rate = `${figure(requestsPerSecond.mean)} a second ± ${figure(requestsPerSecond.stddev)}`;
  // Without a response there is nothing to measure, and zeros would look like good figures.
  if (responses === 0) {
    return [
      ['Load', load],
      ['Answered', `nothing: ${result.firstError ?? 'no time was left'}`],
    ];
  }
  return [
    ['Load', `${load}${ofWhat(result)}`],
    ['Requests', rate],
    ['Latency', latency(result)],
    ['Throughput', `${formatBytes(bytesPerSecond)} a second`],
    ...account(result),
  ];
}

function ofWhat({ account, generator }: BenchResult): string {
  if (account === null) return `, by ${generator}`;
  const { threads, engine, pipelining } = account;
  const behind = pipelining > 1 ? `, ${pipelining} requests under way on each` : '';
  return `${behind}; ${formatCount(threads)} ${plural(threads, 'worker')}, engine ${engine}`;
}

function latency({ latency: { mean, p50, p90, p99, p999, max } }: BenchResult): string {
  const named = { p50, p90, p99, 'p99.9': p999, max, mean };
  return Object.entries(named)
    .map(([name, ms]) => whole(`${name} ${latencyText(ms)}`))
    .join(', ');
}

/** The outcomes of the requests. */
function account(result: BenchResult): Row[] {
  const { account: own } = result;
  return [
    ['Answered', answered(result)],
    ['Failed', own === null ? counted(result) : failed(own)],
    ['Rate', own === null ? '' : rate(own)],
    ['Tester', own === null ? '' : tester(own)],
    ['Reconnects', own && own.reconnects > 0 ? formatCount(own.reconnects) : ''],
    ['Warm-up', own === null ? '' : warmup(own)],
    ['TLS', own?.tls?.protocol ? `${own.tls.protocol}, ${own.tls.cipher}` : ''],
  ];
}

function answered({ account: own, responses, statusCodes }: BenchResult): string {
  const codes = Object.entries(statusCodes).map(([code, n]) => `${code}: ${formatCount(n)}`);
  const of = own === null ? '' : ` of ${formatCount(own.requests)} requests`;
  return `${formatCount(responses)}${of}${codes.length > 0 ? ` (${codes.join(', ')})` : ''}`;
}

function counted({ errors, timeouts }: BenchResult): string {
  return `${formatCount(errors)} errors, ${formatCount(timeouts)} timeouts`;
}

function failed({ failures }: BenchAccount): string {
  const kinds = (Object.keys(failures) as FailureKind[]).filter((kind) => failures[kind] > 0);
  const parts = kinds.map((kind) => `${formatCount(failures[kind])} ${kind}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function rate({ rate: asked, tester }: BenchAccount): string {
  if (asked === null) return '';
  return `${formatCount(asked.asked)} a second asked for; ${formatCount(asked.due)} due, ${formatCount(asked.unsent)} of them not sent; sent at worst ${latencyText(tester.lagMs)} late`;
}

/** If a core is full, the target may well answer more. */
function tester({ tester: { cpu, stallMs } }: BenchAccount): string {
  const stalled = stallMs === 0 ? '' : `; one stood still for ${formatMs(stallMs)}`;
  return `the busiest worker used ${Math.round(cpu * 100)} % of a core${stalled}`;
}

function warmup({ warmup: { durationMs, requests } }: BenchAccount): string {
  if (durationMs === 0) return '';
  return `${formatMs(durationMs)} and ${formatCount(requests)} requests before, not counted`;
}

function thresholdLine(
  { metric, op, limit, actual, ok, unit }: JudgedThreshold,
  layout: Layout,
  paint: ChalkInstance,
): string {
  const word = ok ? paint.green('✔') : paint.red('✘');
  const text = (value: number): string => (unit === 'ms' ? latencyText(value) : figure(value));
  const line = `${op} ${metric}: ${text(actual)}, limit ${text(limit)}`;
  return wrap(line, layout.columns, `${word} `, '    ');
}

function blindSpots(
  { generator, blindSpots: spots, gaveWay }: BenchResult,
  layout: Layout,
): string[] {
  if (spots.length === 0) return [];
  const worthless = `${generator}'s figures mean nothing: ${gaveWay}`;
  return [
    ...(gaveWay === null ? [] : [wrap(worthless, layout.columns, '', '  ')]),
    wrap(`What ${generator} does not see:`, layout.columns),
    ...spots.map((spot) => wrap(spot, layout.columns, '  - ', '    ')),
  ];
}
