import { DEFAULT_PORT_RANGE } from '../../../../lib/default-port-range.js';
import { parsePortRanges } from '../../../../lib/port-list.js';
import type { LintRule } from '../rule.js';

/** Source: Documentation/networking/ip-sysctl.rst, ip_local_reserved_ports. */
export const listenInPortRange: LintRule = {
  severity: 'warning',
  why: 'Any outgoing connection may hold the port when the proxy starts, which then fails with "Address already in use"; and while it listens, no late connect of the host gets that port.',
  *find({ config, facts }) {
    const [low, high] = facts.portRange ?? DEFAULT_PORT_RANGE;
    const reserved = parsePortRanges(facts.reservedPorts ?? '');
    const servers = [...(config.http?.servers ?? []), ...(config.stream?.servers ?? [])];
    for (const { port, place } of servers.flatMap((server) => server.listens)) {
      if (port < low || port > high) continue;
      if (reserved.some(([from, to]) => port >= from && port <= to)) continue;
      const list = facts.reservedPorts ? `${facts.reservedPorts},${port}` : `${port}`;
      yield {
        message: `port ${port} is in the ${facts.portRange ? '' : 'default '}range of outgoing connections, ${low}-${high}`,
        mend: `Listen elsewhere, or reserve it: sysctl -w net.ipv4.ip_local_reserved_ports=${list}`,
        place,
      };
    }
  },
};
