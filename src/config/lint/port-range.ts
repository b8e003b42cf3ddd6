import { missesOddPort } from '../../lib/kernel.js';
import { addPorts, DEFAULT_PORT_RANGE, parsePortRanges } from '../../lib/ports.js';
import { formatCount } from '../../lib/units.js';
import type { HostFacts } from '../../model/facts.js';
import type { Place } from '../../model/place.js';
import type { Found } from './rule.js';

/** Listeners on ports that an outgoing connection of the host may be given, each port once. */
export function* listensInRange(
  listens: Iterable<{ readonly port: number; readonly place: Place }>,
  facts: HostFacts,
): Iterable<Found> {
  const [low, high] = facts.portRange ?? DEFAULT_PORT_RANGE;
  const reserved = parsePortRanges(facts.reservedPorts ?? '');
  const found = new Map<number, Place>();
  for (const { port, place } of listens) {
    if (port < low || port > high || found.has(port)) continue;
    if (reserved.some(([from, to]) => port >= from && port <= to)) continue;
    found.set(port, place);
  }
  // The kernel keeps only the last list that it was given, so the mend is one list for all.
  const list = addPorts(facts.reservedPorts ?? '', found.keys());
  const together = found.size > 1 ? ', with the others that are found' : '';
  for (const [port, place] of found) {
    yield {
      message: `port ${port} is in the ${facts.portRange ? '' : 'default '}range of outgoing connections, ${low}-${high}`,
      mend: `Listen elsewhere, or reserve it${together}: sysctl -w net.ipv4.ip_local_reserved_ports=${list}`,
      place,
    };
  }
}

/** An odd port range of the host; nothing if the range is unknown. */
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
