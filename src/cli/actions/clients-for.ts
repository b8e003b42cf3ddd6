import type { Clients } from '../../config/clients.js';
import { DEFAULT_PORT_RANGE, expandPorts, usablePorts } from '../../lib/ports.js';
import type { HostFacts } from '../../model/facts.js';
import type { HostFlags } from '../options/host-flags.js';

/** Clients on other hosts without limit, unless the options say otherwise. */
export function clientsFor(
  { clients = { local: false, addresses: null }, clientPortRange }: HostFlags,
  facts: HostFacts,
): Clients {
  const range = clientPortRange ?? (clients.local ? null : DEFAULT_PORT_RANGE);
  const reserved = clients.local ? expandPorts(facts.reservedPorts ?? '') : [];
  const owned = clients.local ? (facts.portsInUse ?? []) : [];
  const seen = range ?? facts.portRange ?? DEFAULT_PORT_RANGE;
  return { ...clients, range, ports: usablePorts(seen, [...reserved, ...owned]) };
}
