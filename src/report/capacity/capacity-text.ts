import type { ChalkInstance } from 'chalk';
import { printable } from '../../lib/printable.js';
import { formatBytes, formatCount } from '../../lib/units.js';
import type {
  Binding,
  CapacityReport,
  EndToEnd,
  HopCapacity,
  Limit,
  Warning,
} from '../../model/capacity.js';
import { type Layout, painter, plainTable, shown, wrapWords } from '../text/layout.js';
import { bars } from './bars.js';
import { legendSection } from './capacity-legend.js';
import { targetSection } from './target-text.js';

/** A capacity report for people: the answer first, then every limit it is the least of. */
export function renderCapacityText(
  assessed: CapacityReport,
  title: string,
  layout: Layout,
): string {
  const report = shown(assessed);
  const paint = painter(layout);
  const errors = report.warnings.filter(({ severity }) => severity === 'error');
  const warnings = report.warnings.filter(({ severity }) => severity !== 'error');
  const sections = [
    [paint.bold(`Capacity of ${printable(title)}`), ...headline(report, layout)],
    ...errors.map((warning) => warningSection(warning, paint, layout)),
    ...report.hops.map((hop, index) => hopSection(hop, `Hop ${index + 1}`, layout)),
    hostSection(report, layout),
    legendSection(report, layout),
    report.target ? targetSection(report.target, layout) : [],
    documentedSection(report, layout),
    ...warnings.map((warning) => warningSection(warning, paint, layout)),
  ];
  const filled = sections.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headline(report: CapacityReport, { columns, ...layout }: Layout): string[] {
  const { endToEnd, routes, hops } = report;
  const paint = painter({ columns, ...layout });
  if (endToEnd.max === null || !endToEnd.binding) return ['End to end: no limit is known.'];
  const lines = [
    `End to end: ${paint.bold(formatCount(endToEnd.max))} connections, ${bound(endToEnd, hops)}`,
  ];
  const { runnerUp } = endToEnd;
  if (runnerUp) {
    const where = placeOf(runnerUp, hops);
    lines.push(
      `  next: ${formatCount(runnerUp.max)}, ${runnerUp.limit} ${where}, ${formatCount(runnerUp.above)} above`,
    );
  }
  if (routes.length < 2) return lines;
  const each = routes.map((route) => {
    const max = route.max === null ? 'unlimited' : formatCount(route.max);
    return `  ${wayOf(route.hops, route.hopIndexes)}: ${max}${route.binding ? `, ${bound(route, hops)}` : ''}`;
  });
  return [...lines, 'Each way by itself; together they hold the figure above:', ...some(each)];
}

/** Ten thousand ways are for nobody to read; the JSON has them all. */
const MOST_WAYS = 40;

function some(ways: readonly string[]): readonly string[] {
  const more = ways.length - MOST_WAYS;
  return more > 0 ? [...ways.slice(0, MOST_WAYS), `  and ${formatCount(more)} more`] : ways;
}

function wayOf(names: readonly string[], indexes: readonly number[]): string {
  return names.map((name, at) => `${name} (hop ${(indexes[at] ?? 0) + 1})`).join(' -> ');
}

function bound({ bindings }: EndToEnd, hops: readonly HopCapacity[]): string {
  const [first, ...others] = bindings;
  if (!first) return '';
  const named = `bound by ${first.limit} ${placeOf(first, hops)}`;
  if (others.length === 0) return named;
  const alike = others.slice(0, MOST_BINDINGS).map((one) => `${one.limit} ${placeOf(one, hops)}`);
  const more = others.length - alike.length;
  return `${named} and ${[...alike, ...(more > 0 ? [`${more} more`] : [])].join(' and ')}`;
}

const MOST_BINDINGS = 2;

function placeOf({ hopIndex }: Pick<Binding, 'hopIndex'>, hops: readonly HopCapacity[]): string {
  if (hopIndex === null) return 'of the host';
  return hops.length === 1 ? 'of the hop' : `of hop ${hopIndex + 1}`;
}

function hopSection(hop: HopCapacity, title: string, layout: Layout): string[] {
  const paint = painter(layout);
  return [
    `${paint.bold(`${title}: ${hop.name}`)}   ${hop.from} -> ${hop.to}, ${bindOf(hop)} bind`,
    ...limitTable(hop.limits, hop.binding, layout),
    ...sideFigures(hop),
    ...partLines(hop, layout),
    ...(hop.distribution ? bars(hop.distribution.by, hop.distribution.buckets, paint) : []),
  ];
}

/** Sources may differ in how they are bound to. */
function bindOf({ bind, parts }: HopCapacity): string {
  return [...new Set([bind, ...(parts ?? []).map((part) => part.bind)])].join(' and ');
}

const MOST_PARTS = 12;

/** The sources of a hop, whose ports add up. */
function partLines({ parts = [] }: HopCapacity, { columns }: Layout): string[] {
  const lines = parts.slice(0, MOST_PARTS).map(({ from, destinations, ports, portsPerTuple }) => {
    const servers = `${formatCount(destinations)} server${destinations === 1 ? '' : 's'}`;
    const held =
      ports === null ? (portsPerTuple === null ? 'unknown' : 'unlimited') : formatCount(ports);
    return `    ${wrapWords(`${from} -> ${servers}: ${held}`, columns - 4, '      ')}`;
  });
  const more = parts.length - lines.length;
  return more > 0 ? [...lines, `    and ${formatCount(more)} more`] : lines;
}

/** The limit that binds is marked by a sign, not by colour alone. */
function limitTable(limits: readonly Limit[], binding: string | null, layout: Layout): string[] {
  const paint = painter(layout);
  const widest = (cells: readonly string[]) => Math.max(0, ...cells.map((cell) => cell.length));
  const maxima = limits.map((limit) => count(limit.max));
  const room = layout.columns - 9 - widest(limits.map((limit) => limit.id)) - widest(maxima);
  const rows = limits.map((limit, i) => {
    const row = [limit.id, maxima[i] ?? ''];
    const why = wrapWords(figures(limit), Math.max(room, 20), '');
    return limit.id === binding
      ? ['>', ...row.map((cell) => paint.yellow(cell)), why]
      : ['', ...row, why];
  });
  return plainTable(rows, ['left', 'left', 'right', 'left']).map((line) => `  ${line}`);
}

const INPUT_LABELS: Readonly<Record<string, string>> = {
  worker_connections: 'wc',
  nf_conntrack_max: 'max',
  max_user_watches: 'max',
};

/** The inputs of a formula, short: the formula itself stands in the docs and in the JSON. */
function figures(limit: Limit): string {
  return Object.entries(limit.inputs)
    .filter(([name, value]) => value !== null && !(UNSAID_AT_ZERO.has(name) && value === 0))
    .map(([name, value]) => `${INPUT_LABELS[name] ?? name} ${figure(name, value ?? '')}`)
    .join(', ');
}

const UNSAID_AT_ZERO = new Set(['reserved', 'owned', 'program']);

function figure(name: string, value: number | string): string {
  if (typeof value === 'string') return value;
  return name === 'available' ? formatBytes(value) : formatCount(value);
}

function count(max: number | null): string {
  return max === null ? 'unlimited' : formatCount(max);
}

function sideFigures(hop: HopCapacity): string[] {
  const ports = hop.limits.find((limit) => limit.id === 'ports');
  const parts: [string, number | null][] = [
    ['guaranteed', ports?.guaranteed === ports?.max ? null : (ports?.guaranteed ?? null)],
    ['slow from', hop.softCliff],
    ['first source full at', isUneven(hop) ? hop.firstFailure : null],
    ['give or take', hop.firstFailureSpread],
    ['new a second', hop.churnPerSecond],
  ];
  const known = parts.flatMap(([label, value]) =>
    value === null ? [] : [`${label} ${formatCount(value)}`],
  );
  const { runnerUp } = hop;
  return [
    ...(runnerUp
      ? [`    next: ${runnerUp.limit}, ${formatCount(runnerUp.above)} above ${hop.binding}`]
      : []),
    ...(known.length > 0 ? [`    ports: ${known.join(', ')}`] : []),
  ];
}

/** Whether one source is full while others have ports left. */
function isUneven({ distribution, firstFailure, limits }: HopCapacity): boolean {
  const ports = limits.find(({ id }) => id === 'ports')?.max ?? null;
  return distribution !== null || (ports !== null && firstFailure !== null && firstFailure < ports);
}

function hostSection({ host, endToEnd }: CapacityReport, layout: Layout): string[] {
  if (host.limits.length === 0) return [];
  const binding = endToEnd.binding?.hopIndex === null ? endToEnd.binding.limit : null;
  return [painter(layout).bold('Host, in sessions'), ...limitTable(host.limits, binding, layout)];
}

function documentedSection({ documented }: CapacityReport, { columns }: Layout): string[] {
  if (!documented) return [];
  const { addresses, ports, max } = documented;
  const exact = formatCount(addresses * ports);
  const text = `Documented formula: (2^24 - 2) x (${formatCount(ports)} - 1) / 2 = ${formatCount(max)}, for all of 127.0.0.0/8 to one destination. Exactly, it is ${formatCount(addresses)} x ${formatCount(ports)} = ${exact}, slow past half.`;
  return [wrapWords(text, columns, '  ')];
}

function warningSection(warning: Warning, paint: ChalkInstance, { columns }: Layout): string[] {
  const { file, line, severity } = warning;
  const titles = {
    error: paint.red('Error'),
    info: paint.dim('Note'),
    warning: paint.yellow('Warning'),
  };
  const title = titles[severity ?? 'warning'];
  return [
    `${title} ${warning.code}`,
    ...(file === null ? [] : [`  ${paint.dim(line === null ? file : `${file}:${line}`)}`]),
    `  ${wrapWords(warning.message, columns - 2, '  ')}`,
    `  ${wrapWords(`Mend: ${warning.fix}`, columns - 2, '  ')}`,
  ];
}
