import { readFileSync } from 'node:fs';
import { ESTABLISHED, LISTEN } from '../../../host/sockets/proc-address.js';

/** A TCP socket in /proc/net/tcp; addresses in the kernel's hexadecimal. */
export interface TcpRow {
  readonly local: string;
  readonly localPort: number;
  readonly remote: string;
  readonly remotePort: number;
  readonly listening: boolean;
  readonly established: boolean;
  /** For a listener: connections in its accept queue. */
  readonly waiting: number;
}

/** TCP sockets of this network namespace, IPv4 and IPv6. */
export function tcpRows(): TcpRow[] {
  return ['tcp', 'tcp6'].flatMap((name) => {
    try {
      const [, ...lines] = readFileSync(`/proc/self/net/${name}`, 'latin1').trim().split('\n');
      return lines.map(row);
    } catch {
      // This kernel has no IPv6.
      return [];
    }
  });
}

function row(line: string): TcpRow {
  const [, local = '', remote = '', state = '', queues = ''] = line.trim().split(/\s+/);
  return {
    local: local.slice(0, -5),
    localPort: Number.parseInt(local.slice(-4), 16),
    remote: remote.slice(0, -5),
    remotePort: Number.parseInt(remote.slice(-4), 16),
    listening: state === LISTEN,
    established: state === ESTABLISHED,
    waiting: Number.parseInt(queues.split(':')[1] ?? '0', 16),
  };
}
