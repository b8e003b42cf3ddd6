import { formatBytes, formatCount, plural } from '../../lib/units.js';
import type { HopCapacity, Limit } from '../../model/capacity.js';
import type { Layout } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { tableLines } from '../text/table.js';
import { wrap } from '../text/wrap.js';
import { bars } from './bars.js';

/** A hop: each limit with what it is made of, its sources, and how connections spread over them. */
export function hopLines(hop: HopCapacity, title: string, layout: Layout): string[] {
  const name = painter(layout).bold(`${title}: ${hop.name}`);
  const way = `${hop.from} -> ${hop.to}, ${bindOf(hop)} bind`;
  return [
    wrap(`${name}   ${way}`, layout.columns, '', '  '),
    ...limitTable(hop.limits, hop.binding, layout),
    ...sideFigures(hop, layout),
    ...partLines(hop, layout),
    ...(hop.distribution ? bars(hop.distribution.by, hop.distribution.buckets, layout) : []),
  ];
}

/** Sources may be bound in different ways. */
function bindOf({ bind, parts }: HopCapacity): string {
  return [...new Set([bind, ...(parts ?? []).map((part) => part.bind)])].join(' and ');
}

const MOST_PARTS = 12;

/** The sources of a hop, whose ports add up. */
function partLines({ parts = [] }: HopCapacity, { columns }: Layout): string[] {
  const lines = parts.slice(0, MOST_PARTS).map(({ from, destinations, ports, portsPerTuple }) => {
    const servers = `${formatCount(destinations)} ${plural(destinations, 'server')}`;
    const held =
      ports === null ? (portsPerTuple === null ? 'unknown' : 'unlimited') : formatCount(ports);
    return wrap(`${from} -> ${servers}: ${held}`, columns, '    ', '      ');
  });
  const more = parts.length - lines.length;
  return more > 0 ? [...lines, `    and ${formatCount(more)} more`] : lines;
}

/** The binding limit is marked by a sign, not only by colour. */
export function limitTable(
  limits: readonly Limit[],
  binding: string | null,
  layout: Layout,
): string[] {
  const paint = painter(layout);
  const rows = limits.map((limit) => {
    const [id, max] = [limit.id, count(limit.max)];
    return limit.id === binding
      ? [`>  ${paint.yellow(id)}`, paint.yellow(max), figures(limit)]
      : [`   ${id}`, max, figures(limit)];
  });
  return tableLines({ rows, aligns: ['left', 'right', 'left'], indent: '  ' }, layout);
}

const INPUT_LABELS: Readonly<Record<string, string>> = {
  worker_connections: 'wc',
  nf_conntrack_max: 'max',
  max_user_watches: 'max',
};

/** The inputs of a formula in short form; the formula itself is in the docs and in the JSON. */
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

function sideFigures(hop: HopCapacity, { columns }: Layout): string[] {
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
  const lines = [
    ...(runnerUp
      ? [`next: ${runnerUp.limit}, ${formatCount(runnerUp.above)} above ${hop.binding}`]
      : []),
    ...(known.length > 0 ? [`ports: ${known.join(', ')}`] : []),
  ];
  return lines.map((line) => wrap(line, columns, '    ', '      '));
}

/** Whether one source is full while others still have ports. */
function isUneven({ distribution, firstFailure, limits }: HopCapacity): boolean {
  const ports = limits.find(({ id }) => id === 'ports')?.max ?? null;
  return distribution !== null || (ports !== null && firstFailure !== null && firstFailure < ports);
}
