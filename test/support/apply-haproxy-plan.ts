import type { TargetChange } from '../../src/model/capacity.js';
import type { HostFacts } from '../../src/model/facts.js';
import { fillBlanks } from '../../src/prove/config/mend/fill-blanks.js';
import { mendHaproxy } from '../../src/prove/config/mend/mend-haproxy.js';

/** A configuration and its host. */
export interface Deployed {
  readonly text: string;
  readonly facts: HostFacts;
}

/** Makes the changes: pastes each line in its place. */
export function applyHaproxyPlan(deployed: Deployed, changes: readonly TargetChange[]): Deployed {
  return changes.reduce(apply, deployed);
}

function apply({ text, facts }: Deployed, change: TargetChange): Deployed {
  const { where, lines } = change;
  if (where === 'sysctl') return { text, facts: lines.reduce(setSysctl, facts) };
  if (where === 'service') return { text, facts: lines.reduce(setUnit, facts) };
  if (where === 'haproxy') return { text: mendHaproxy(text, fillBlanks([change], false)), facts };
  throw new Error(`a change of ${where} cannot be pasted`);
}

function setSysctl(facts: HostFacts, line: string): HostFacts {
  const [name, value = ''] = line.split(' = ');
  switch (name) {
    case 'net.ipv4.ip_local_port_range': {
      const [low = 0, high = 0] = value.split(' ').map(Number);
      return { ...facts, portRange: [low, high] };
    }
    case 'net.ipv4.ip_local_reserved_ports':
      return { ...facts, reservedPorts: value };
    case 'fs.nr_open':
      return { ...facts, nrOpen: Number(value) };
    case 'fs.file-max':
      return { ...facts, fileMax: Number(value) };
    case 'fs.epoll.max_user_watches':
      return { ...facts, epollMaxUserWatches: Number(value) };
    default:
      throw new Error(`no sysctl ${name} is known here`);
  }
}

function setUnit(facts: HostFacts, line: string): HostFacts {
  const limit = /^LimitNOFILE=(\d+)$/.exec(line)?.[1];
  return limit ? { ...facts, nofile: { soft: 1024, hard: Number(limit) } } : facts;
}
