import { formatBytes, formatCount } from '../lib/units.js';
import type { FactName, HostFacts } from '../model/facts.js';
import { type Layout, painter, plainTable, shown, wrapWords } from './text/layout.js';

/** The facts for people, each with where it was read. */
export function renderFactsText(host: HostFacts, layout: Layout): string {
  const facts = shown(host);
  const paint = painter(layout);
  const rows = Object.entries(DESCRIBE).map(([name, describe]): FactRow => {
    const text = describe(facts);
    return [name, text ?? 'unknown', text === null ? '' : (facts.origins?.[name] ?? '')];
  });
  const aligns: ['left', 'left', 'left'] = ['left', 'left', 'left'];
  const width = Math.max(...plainTable(rows, aligns).map((line) => line.length));
  const lines =
    width <= layout.columns
      ? plainTable(
          rows.map(([name, text, origin]) => [name, text, paint.dim(origin)]),
          aligns,
        )
      : rows.flatMap((row) => stacked(row, layout));
  return `${lines.join('\n')}\n`;
}

type FactRow = readonly [name: string, text: string, origin: string];

/** A fact where the table is too wide: its origin below it. */
function stacked([name, text, origin]: FactRow, layout: Layout): string[] {
  const indent = '  ';
  const fact = text.includes('\n')
    ? [name, ...text.split('\n').map((line) => indent + line)]
    : [wrapWords(`${name}  ${text}`, layout.columns, indent)];
  if (origin === '') return fact;
  const from = wrapWords(`${indent}from ${origin}`, layout.columns, indent);
  return [...fact, painter(layout).dim(from)];
}

/** One line a fact; null = unknown. */
const DESCRIBE = {
  platform: ({ platform }) => platform ?? null,
  kernel: ({ kernel }) => kernel ?? null,
  cpus: ({ cpus }) => number(cpus),
  portRange: ({ portRange: range }) =>
    range ? `${range[0]}-${range[1]}, ${formatCount(range[1] - range[0] + 1)} ports` : null,
  reservedPorts: ({ reservedPorts }) => (reservedPorts === '' ? 'none' : (reservedPorts ?? null)),
  portsInUse: ({ portsInUse }) => (portsInUse ? listed(portsInUse) : null),
  loopback: ({ loopback }) =>
    loopback ? `${loopback.cidrs.join(', ')}, ${formatCount(loopback.usable)} sources` : null,
  nofile: ({ nofile }) =>
    nofile ? `${limit(nofile.soft)} soft, ${limit(nofile.hard)} hard` : null,
  capSysResource: ({ capSysResource }) =>
    capSysResource === undefined ? null : capSysResource ? 'yes' : 'no',
  proxyVersions: ({ proxyVersions }) =>
    proxyVersions
      ? Object.entries(proxyVersions)
          .map(([name, version]) => `${name} ${version}`)
          .join(', ') || 'none'
      : null,
  nrOpen: ({ nrOpen }) => number(nrOpen),
  fileMax: ({ fileMax }) => number(fileMax),
  filesOpen: ({ filesOpen }) => number(filesOpen),
  memory: ({ memory }) =>
    memory
      ? `${formatBytes(memory.availableBytes)} available of ${formatBytes(memory.totalBytes)}`
      : null,
  socketBytes: ({ socketBytes }) =>
    socketBytes === undefined ? null : `${formatCount(socketBytes)} bytes a socket`,
  conntrack: ({ conntrack }) =>
    conntrack ? `${conntrack.active ? 'active' : 'not active'}${upTo(conntrack.max)}` : null,
  epollMaxUserWatches: ({ epollMaxUserWatches }) => number(epollMaxUserWatches),
  tcp: ({ tcp }) =>
    tcp
      ? Object.entries(tcp)
          .map(([name, value]) => `${name} ${value}`)
          .join('\n')
      : null,
} satisfies Record<FactName, (facts: HostFacts) => string | null>;

function number(value: number | undefined): string | null {
  return value === undefined ? null : formatCount(value);
}

function limit(value: number | null): string {
  return value === null ? 'unlimited' : formatCount(value);
}

function upTo(max: number | undefined): string {
  return max === undefined ? '' : `, at most ${formatCount(max)}`;
}

/** So many ports are shown; a busy host has hundreds. */
const SHOWN = 6;

function listed(ports: readonly number[]): string {
  if (ports.length === 0) return 'none';
  const rest = ports.length > SHOWN ? ` and ${ports.length - SHOWN} more` : '';
  return ports.slice(0, SHOWN).join(', ') + rest;
}
