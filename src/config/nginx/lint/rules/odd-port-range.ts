import { formatCount } from '../../../../lib/units.js';
import type { LintRule } from '../rule.js';

/** Source: Linux net/ipv4/inet_hashtables.c, `remaining &= ~1U`; measured. */
export const oddPortRange: LintRule = {
  severity: 'info',
  why: 'The kernel searches an even number of ports, so over an odd range connect may fail with one port of each tuple still free.',
  *find({ passes, facts }) {
    const [low, high] = facts.portRange ?? [0, 1];
    const width = high - low + 1;
    const [first] = passes;
    if (width % 2 === 0 || width === 1 || !first) return;
    yield {
      message: `the port range ${low}-${high} has an odd width, ${formatCount(width)}: ${formatCount(width - 1)} ports are sure`,
      mend: `Make it even: sysctl -w net.ipv4.ip_local_port_range="${low} ${high < 65_535 ? high + 1 : high - 1}"`,
      place: first.pass.place,
    };
  },
};
