import { formatCount } from '../../../../lib/units.js';
import { oddPortRange as nginxRule } from '../../../nginx/lint/rules/odd-port-range.js';
import type { LintRule } from '../rule.js';

export const oddPortRange: LintRule = {
  severity: nginxRule.severity,
  why: nginxRule.why,
  *find({ config, hops, facts }) {
    const [low, high] = facts.portRange ?? [0, 1];
    const width = high - low + 1;
    const late = hops.some(({ hop }) => hop.openedBy === 'haproxy' && hop.ports.of === 'host');
    const [first] = config.backends.flatMap(({ servers }) => servers);
    if (width % 2 === 0 || width === 1 || !late || !first) return;
    yield {
      message: `the port range ${low}-${high} has an odd width, ${formatCount(width)}: ${formatCount(width - 1)} ports are sure`,
      mend: `Make it even: sysctl -w net.ipv4.ip_local_port_range="${low} ${high < 65_535 ? high + 1 : high - 1}"`,
      place: first.place,
    };
  },
};
