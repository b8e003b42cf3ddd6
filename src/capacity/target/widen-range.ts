import { addPorts, expandPorts } from '../../lib/ports.js';
import type { HostFacts } from '../../model/facts.js';
import type { Hop, PortRange } from '../../model/hop.js';
import { type Change, sysctl } from './raise.js';

/**
 * A wider range for the ports that the host gives out. Listeners inside it are reserved; otherwise
 * an outgoing connection could have their port when they start again.
 */
export function widenRange(
  hop: Hop,
  facts: HostFacts,
  range: PortRange,
): { readonly facts: HostFacts; readonly changes: readonly Change[] } {
  const widened = { ...facts, portRange: range };
  if (facts.platform === 'darwin') return { facts: widened, changes: [ofMac(hop, range)] };
  const changes = [sysctl('ports', hop, 'net.ipv4.ip_local_port_range', range.join(' '))];
  const reserved = facts.reservedPorts ?? '';
  const listed = new Set(expandPorts(reserved));
  const exposed = hop.listens.filter((port) => {
    return port >= range[0] && port <= range[1] && !listed.has(port);
  });
  if (exposed.length === 0) return { facts: widened, changes };
  const list = addPorts(reserved, exposed);
  return {
    facts: { ...widened, reservedPorts: list },
    changes: [...changes, sysctl('ports', hop, 'net.ipv4.ip_local_reserved_ports', list)],
  };
}

/** macOS reads no file of settings at its start. Source: sysctl(8), in_pcb.c of XNU. */
function ofMac({ name }: Hop, [low, high]: PortRange): Change {
  return {
    limit: 'ports',
    hop: name,
    what: `Give out the ports ${low}-${high}, anew after each start of the host.`,
    where: 'host',
    lines: [
      `sysctl -w net.inet.ip.portrange.first=${low}`,
      `sysctl -w net.inet.ip.portrange.last=${high}`,
    ],
  };
}
