import { listed } from '../lib/text/listed.js';
import { formatBytes, formatCount } from '../lib/units.js';
import type { FactName, HostFacts } from '../model/facts.js';
import { type Layout, shown } from './text/layout.js';
import { painter } from './text/painter.js';
import { tableLines } from './text/table.js';

/** The text of the facts, each with where it was read. */
export function renderFactsText(host: HostFacts, layout: Layout): string {
  const facts = shown(host);
  const paint = painter(layout);
  const rows = Object.entries(DESCRIBE).map(([name, describe]) => {
    const text = describe(facts);
    const origin = text === null ? '' : (facts.origins?.[name] ?? '');
    return [name, text ?? 'unknown', paint.dim(origin)];
  });
  // One line for each fact when a program reads the output.
  const columns = layout.terminal ? layout.columns : Number.POSITIVE_INFINITY;
  const table = { rows, aligns: ['left', 'left', 'left'] } as const;
  const lines = tableLines(table, { ...layout, columns });
  return `${lines.join('\n')}\n`;
}

/** One line for each fact; null = unknown. */
const DESCRIBE = {
  platform: ({ platform }) => platform ?? null,
  kernel: ({ kernel }) => kernel ?? null,
  cpus: ({ cpus }) => number(cpus),
  portRange: ({ portRange: range }) =>
    range ? `${range[0]}-${range[1]}, ${formatCount(range[1] - range[0] + 1)} ports` : null,
  reservedPorts: ({ reservedPorts }) => (reservedPorts === '' ? 'none' : (reservedPorts ?? null)),
  portsInUse: ({ portsInUse }) => (portsInUse ? portsText(portsInUse) : null),
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

/** How many ports are shown; a busy host has hundreds. */
const SHOWN = 6;

function portsText(ports: readonly number[]): string {
  return ports.length === 0 ? 'none' : listed(ports, SHOWN);
}
