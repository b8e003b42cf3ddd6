import type { CapacityReport, Limit } from '../../model/capacity.js';
import type { Layout } from '../text/layout.js';
import { painter } from '../text/painter.js';
import { wrap } from '../text/wrap.js';

/** The meaning of the short words beside the figures; names of settings are left out. */
const MEANING: Readonly<Record<string, string>> = {
  N: 'ports that one source address can give out',
  S: 'source addresses that connections go out from',
  D: 'servers, each an address and port',
  owned: 'ports of the range that a listener has',
  worker_connections: 'worker_connections, of each worker',
  slots: 'entries of a worker, or descriptors, that one connection from end to end takes',
  own: 'descriptors that a process has before its first client',
  counters: 'workers that count max_conns by themselves: with a zone all count as one',
  ends: 'sockets on this host that one connection has',
  socket: "bytes of the kernel's memory for each of them",
  program: "bytes of the proxy's memory for a connection",
};

/** Only the words that the report contains. */
export function legendSection({ hops, host }: CapacityReport, layout: Layout): string[] {
  const limits: readonly Limit[] = [...hops.flatMap((hop) => hop.limits), ...host.limits];
  const used = new Set(
    limits.flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([name, value]) =>
        value === null || value === 0 ? [] : name,
      ),
    ),
  );
  const terms = Object.entries(MEANING).filter(([name]) => used.has(name));
  const also = [
    ...(hops.some(({ softCliff }) => softCliff !== null)
      ? ['slow from: with this many open, the kernel needs long to find a free port']
      : []),
    ...(hops.some(({ churnPerSecond }) => churnPerSecond !== null)
      ? ['new a second: how many can be opened and closed, because a port waits in TIME_WAIT']
      : []),
  ];
  if (terms.length + also.length === 0) return [];
  const lines = [
    ...terms.map(([name, text]) => `${name === 'worker_connections' ? 'wc' : name}: ${text}`),
    ...also,
  ];
  return [
    painter(layout).bold('The words'),
    ...lines.map((line) => wrap(line, layout.columns, '  ', '    ')),
  ];
}
