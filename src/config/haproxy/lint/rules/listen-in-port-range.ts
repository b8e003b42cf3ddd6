import { DEFAULT_PORT_RANGE } from '../../../../lib/default-port-range.js';
import { parsePortRanges } from '../../../../lib/port-list.js';
import { listenInPortRange as nginxRule } from '../../../nginx/lint/rules/listen-in-port-range.js';
import type { LintRule } from '../rule.js';

export const listenInPortRange: LintRule = {
  severity: nginxRule.severity,
  why: nginxRule.why,
  *find({ config, facts }) {
    const [low, high] = facts.portRange ?? DEFAULT_PORT_RANGE;
    const reserved = parsePortRanges(facts.reservedPorts ?? '');
    for (const { port, place } of config.frontends.flatMap(({ binds }) => binds)) {
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
