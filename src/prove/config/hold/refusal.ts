import { readFileSync } from 'node:fs';
import { addressToHex } from '../../../host/sockets/proc-address.js';
import type { Refusal } from '../../../model/prove-config.js';
import { createLoop } from '../../../net/create-loop.js';
import { open } from '../../kernel/open-until-refused.js';
import { socketText } from '../copy/places.js';
import type { HoldOrder, Socket } from '../hold-order.js';
import { tcpRows } from './proc-net.js';

/** Messages of nginx and of the bundled proxy; the first of them in the log is the cause. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/worker_connections are not enough/, 'worker_connections'],
  [/24: Too many open files|out of descriptors/, 'nofile'],
  [/99: Cannot assign requested address|98: Address already in use/, 'ports'],
  [/no live upstreams/, 'max_conns'],
];

/** Finds the limit that refused, from the proxy's messages, the kernel's errno, and counts. */
export async function explainRefusal(order: HoldOrder, seen: string): Promise<Refusal> {
  return (
    fromLog(order, seen) ??
    fromAcceptQueue(order, seen) ??
    (await fromKernel(order, seen)) ??
    fromServerQueue(seen)
  );
}

function fromLog({ errorLogs }: HoldOrder, seen: string): Refusal | null {
  const lines = errorLogs.flatMap((file) => linesOf(file));
  for (const line of lines) {
    const found = WORDS.find(([words]) => words.test(line));
    if (!found) continue;
    const words = line.replace(/^\S+ \S+ \[(\w+)\] [\d#]+: (?:\*\d+ )?/, '[$1] ');
    const evidence = words.replace(/, client: .*/, '').slice(0, 200);
    return { limit: found[1], seen, evidence: `the error log says: ${evidence}` };
  }
  return null;
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** Asks the kernel for one more port from each of the proxy's sources to each backend. */
async function fromKernel(order: HoldOrder, seen: string): Promise<Refusal | null> {
  if (order.ownPorts) return fromOwnPorts(order, order.ownPorts, seen);
  const backends = order.backends.filter((one) => 'port' in one && !one.address.includes(':'));
  if (backends.length === 0) return null;
  const full = await withoutPorts(backends as Extract<Socket, { port: number }>[], order.sources);
  if (full.length === 0) return null;
  const named = full.length === backends.length ? 'every backend' : full.join(', ');
  const evidence = `one more connect from the proxy's source to ${named} fails with EADDRNOTAVAIL`;
  return { limit: 'ports', seen, evidence };
}

/** Backends to which no source has a port left. */
async function withoutPorts(
  backends: readonly Extract<Socket, { port: number }>[],
  sources: readonly string[],
): Promise<string[]> {
  const full: string[] = [];
  const loop = await createLoop('epoll');
  try {
    for (const to of backends) {
      const refusals: boolean[] = [];
      for (const address of sources.length > 0 ? sources : [undefined]) {
        const bind = { mode: 'late', ...(address !== undefined && { address }) } as const;
        refusals.push((await open(loop, { bind, to })) === null);
      }
      if (refusals.every(Boolean)) full.push(socketText(to));
    }
  } finally {
    loop.close();
  }
  return full;
}

function fromOwnPorts(
  { backends }: HoldOrder,
  [low, high]: readonly [number, number],
  seen: string,
): Refusal | null {
  const rows = tcpRows().filter(
    ({ established, localPort }) => established && localPort >= low && localPort <= high,
  );
  const counts = backends.map((backend) =>
    'port' in backend
      ? rows.filter(
          ({ remote, remotePort }) =>
            remotePort === backend.port && remote === addressToHex(backend.address),
        ).length
      : 0,
  );
  const width = high - low + 1;
  if (!counts.some((count) => count > 0 && count % width === 0)) return null;
  const evidence = `${counts.join(', ')} connections to the backends stand from ports ${low}-${high}`;
  return { limit: 'ports', seen, evidence };
}

function fromAcceptQueue({ ways, language }: HoldOrder, seen: string): Refusal | null {
  const ports = new Set(ways.flatMap(({ to }) => ('port' in to ? [to.port] : [])));
  const listeners = tcpRows().filter(
    ({ listening, localPort }) => listening && ports.has(localPort),
  );
  const waiting = listeners.reduce((sum, one) => sum + one.waiting, 0);
  if (waiting === 0) return null;
  return {
    // The bundled proxy stops in the same way for slots and for descriptors.
    limit: language === 'haproxy' ? 'maxconn' : null,
    seen,
    evidence: `${waiting} established connections wait in the accept queue: the proxy accepts no more`,
  };
}

function fromServerQueue(seen: string): Refusal {
  const waits = seen === 'not answered';
  return {
    limit: waits ? 'max_conns' : null,
    seen,
    evidence: waits
      ? 'it was accepted and waits in the proxy: no server accepts it'
      : 'nothing says why',
  };
}
