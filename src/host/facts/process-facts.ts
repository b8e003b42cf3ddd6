import { TidegateError } from '../../lib/errors.js';
import type { FactName, HostFacts } from '../../model/facts.js';
import type { Host } from './host.js';
import { readLinuxFacts } from './linux-facts.js';

/** Facts of a network namespace. Another namespace has other values. */
const OF_NAMESPACE: readonly FactName[] = [
  'portRange',
  'reservedPorts',
  'portsInUse',
  'loopback',
  'conntrack',
  'tcp',
];

/**
 * The facts of this host with the limits of a running process, usually a systemd service, because a
 * shell has other limits. If the process is in another network namespace, the facts of the
 * namespace are left out.
 * @throws TidegateError PROCESS_UNKNOWN
 */
export function factsOfProcess(host: Host, pid: string): HostFacts {
  const known = host.platform === 'linux' && /^[1-9]\d*$/.test(pid);
  if (!known || host.read(`/proc/${pid}/limits`) === null) throw unknown(host, pid);
  const facts = readLinuxFacts(host, pid);
  const own = host.link(`/proc/${pid}/ns/net`);
  if (own === null || own === host.link('/proc/self/ns/net')) return facts;
  const left = Object.entries(facts).filter(([name]) => !OF_NAMESPACE.includes(name as FactName));
  return Object.fromEntries(left) as unknown as HostFacts;
}

function unknown({ platform }: Host, pid: string): TidegateError {
  return new TidegateError('PROCESS_UNKNOWN', `there are no limits of a process "${pid}" to read`, {
    hint:
      platform === 'linux'
        ? 'Name a running one: --pid $(pidof -s nginx), or systemctl show -P MainPID nginx.'
        : 'Only Linux shows them; give --nofile SOFT:HARD.',
  });
}
