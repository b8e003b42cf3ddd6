import type { ChalkInstance } from 'chalk';
import { printable } from '../lib/printable.js';
import { formatBytes, formatCount } from '../lib/units.js';
import type { CapacityReport, EndToEnd, HopCapacity, Limit, Warning } from '../model/capacity.js';
import { bars } from './bars.js';
import { type Layout, painter, plainTable, shown, wrapWords } from './layout.js';
import { targetSection } from './target-text.js';

/** A capacity report for people: the answer first, then every limit it is the least of. */
export function renderCapacityText(
  assessed: CapacityReport,
  title: string,
  layout: Layout,
): string {
  const report = shown(assessed);
  const paint = painter(layout);
  const sections = [
    [paint.bold(`Capacity of ${printable(title)}`), ...headline(report, layout)],
    ...report.hops.map((hop, index) => hopSection(hop, `Hop ${index + 1}`, layout)),
    hostSection(report, layout),
    report.target ? targetSection(report.target, layout) : [],
    documentedSection(report, layout),
    ...report.warnings.map((warning) => warningSection(warning, paint, layout)),
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
    const where = placeOf(runnerUp.hop, hops);
    lines.push(
      `  next: ${formatCount(runnerUp.max)}, ${runnerUp.limit} ${where}, ${formatCount(runnerUp.above)} above`,
    );
  }
  if (routes.length < 2) return lines;
  const each = routes.map((route) => {
    const max = route.max === null ? 'unlimited' : formatCount(route.max);
    return `  ${route.hops.join(' -> ')}: ${max}${route.binding ? `, ${bound(route, hops)}` : ''}`;
  });
  return [...lines, 'Each way by itself; the weakest is the figure above:', ...each];
}

function bound({ binding }: EndToEnd, hops: readonly HopCapacity[]): string {
  return binding ? `bound by ${binding.limit} ${placeOf(binding.hop, hops)}` : '';
}

function placeOf(hop: string | null, hops: readonly HopCapacity[]): string {
  return hop === null ? 'of the host' : `of ${hopTitle(hop, hops)}`;
}

function hopTitle(name: string, hops: readonly HopCapacity[]): string {
  return hops.length === 1 ? 'the hop' : `hop ${hops.findIndex((hop) => hop.name === name) + 1}`;
}

function hopSection(hop: HopCapacity, title: string, layout: Layout): string[] {
  const paint = painter(layout);
  return [
    `${paint.bold(`${title}: ${hop.name}`)}   ${hop.from} -> ${hop.to}, ${hop.bind} bind`,
    ...limitTable(hop.limits, hop.binding, layout),
    ...sideFigures(hop),
    ...(hop.distribution ? bars(hop.distribution.by, hop.distribution.buckets, paint) : []),
  ];
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
    ['first source full at', hop.distribution ? hop.firstFailure : null],
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

function hostSection({ host, endToEnd }: CapacityReport, layout: Layout): string[] {
  if (host.limits.length === 0) return [];
  const binding = endToEnd.binding?.hop === null ? endToEnd.binding.limit : null;
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
  const { file, line } = warning;
  return [
    `${paint.yellow('Warning')} ${warning.code}`,
    ...(file === null ? [] : [`  ${paint.dim(line === null ? file : `${file}:${line}`)}`]),
    `  ${wrapWords(warning.message, columns - 2, '  ')}`,
    `  ${wrapWords(`Mend: ${warning.fix}`, columns - 2, '  ')}`,
  ];
}
