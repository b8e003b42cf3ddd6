import type { TargetChange } from '../../../model/capacity.js';
import type { HostFacts } from '../../../model/facts.js';

/** The namespace after the changes outside of the configuration. */
export function mendHost(facts: HostFacts, changes: readonly TargetChange[]): HostFacts {
  const lines = changes
    .filter(({ where }) => where !== 'nginx' && where !== 'haproxy')
    .flatMap((change) => change.lines);
  return lines.reduce(apply, facts);
}

function apply(facts: HostFacts, line: string): HostFacts {
  const [name = '', value = ''] = line.split('=').map((part) => part.trim());
  if (name === 'net.ipv4.ip_local_port_range') {
    const [low = 0, high = 0] = value.split(' ').map(Number);
    return { ...facts, portRange: [low, high] };
  }
  if (name === 'net.ipv4.ip_local_reserved_ports') return { ...facts, reservedPorts: value };
  // systemd sets the soft and the hard limit.
  if (name === 'LimitNOFILE') return { ...facts, nofile: { soft: +value, hard: +value } };
  return facts;
}
