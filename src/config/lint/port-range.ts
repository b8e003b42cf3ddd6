import { DEFAULT_PORT_RANGE } from '../../lib/default-port-range.js';
import { parsePortRanges } from '../../lib/port-list.js';
import { missesOddPort } from '../../lib/port-search.js';
import { formatCount } from '../../lib/units.js';
import type { HostFacts } from '../../model/facts.js';
import type { Place } from '../../model/place.js';
import type { Found } from './rule.js';

/** Listeners on ports that any outgoing connection of the host may be given. */
export function* listensInRange(
  listens: Iterable<{ readonly port: number; readonly place: Place }>,
  facts: HostFacts,
): Iterable<Found> {
  const [low, high] = facts.portRange ?? DEFAULT_PORT_RANGE;
  const reserved = parsePortRanges(facts.reservedPorts ?? '');
  for (const { port, place } of listens) {
    if (port < low || port > high) continue;
    if (reserved.some(([from, to]) => port >= from && port <= to)) continue;
    const list = facts.reservedPorts ? `${facts.reservedPorts},${port}` : `${port}`;
    yield {
      message: `port ${port} is in the ${facts.portRange ? '' : 'default '}range of outgoing connections, ${low}-${high}`,
      mend: `Listen elsewhere, or reserve it: sysctl -w net.ipv4.ip_local_reserved_ports=${list}`,
      place,
    };
  }
}

/** A range of odd width, where the kernel deals its ports out; nothing where the fact is unknown. */
export function* oddRange(facts: HostFacts, place: Place): Iterable<Found> {
  if (!missesOddPort(facts)) return;
  const { portRange } = facts;
  const [low, high] = portRange ?? [0, 1];
  const width = high - low + 1;
  if (width % 2 === 0 || width === 1) return;
  yield {
    message: `the port range ${low}-${high} has an odd width, ${formatCount(width)}: ${formatCount(width - 1)} ports are sure`,
    mend: `Make it even: sysctl -w net.ipv4.ip_local_port_range="${low} ${high < 65_535 ? high + 1 : high - 1}"`,
    place,
  };
}
