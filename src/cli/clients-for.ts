import type { Clients } from '../config/nginx/clients.js';
import { DEFAULT_PORT_RANGE, expandPorts, usablePorts } from '../lib/ports.js';
import type { HostFacts } from '../model/facts.js';
import { clientsOption, portRangeOption } from './capacity-options.js';

/** The options that say where connections to the proxy come from. */
export interface ClientOptions {
  readonly clients?: string;
  readonly clientPortRange?: string;
}

/** Clients elsewhere without limit, unless the options say other. @throws TidegateError OPTION_BAD */
export function clientsFor(options: ClientOptions, facts: HostFacts): Clients {
  const where = clientsOption(options.clients ?? 'remote');
  const given = options.clientPortRange
    ? portRangeOption('--client-port-range', options.clientPortRange)
    : null;
  const range = given ?? (where.local ? null : DEFAULT_PORT_RANGE);
  const reserved = where.local ? expandPorts(facts.reservedPorts ?? '') : [];
  const owned = where.local ? (facts.portsInUse ?? []) : [];
  const seen = range ?? facts.portRange ?? DEFAULT_PORT_RANGE;
  return { ...where, range, ports: usablePorts(seen, [...reserved, ...owned]) };
}
