import { assessCapacity } from '../../../../src/capacity/assess.js';
import { lintHaproxy } from '../../../../src/config/haproxy/lint/lint.js';
import { readHaproxyLines } from '../../../../src/config/haproxy/reading/read.js';
import { tokenizeLines } from '../../../../src/config/haproxy/syntax/tokenize.js';
import { haproxyTopologyOf } from '../../../../src/config/haproxy/topology/topology.js';
import { DEFAULT_PORT_RANGE, usablePorts } from '../../../../src/lib/ports.js';
import type { HostFacts } from '../../../../src/model/facts.js';
import type { Finding } from '../../../../src/model/lint.js';
import { FACTS } from '../../nginx/lint/examine.js';

/** The findings for a configuration that is in memory as `haproxy.cfg`. */
export function examineHaproxy(text: string, facts: HostFacts = FACTS): Finding[] {
  const lines = tokenizeLines(text, 'haproxy.cfg');
  const config = readHaproxyLines(lines, 'haproxy.cfg');
  const clients = {
    local: false,
    addresses: null,
    range: DEFAULT_PORT_RANGE,
    ports: usablePorts(DEFAULT_PORT_RANGE),
  };
  const { deployment, warnings } = haproxyTopologyOf(config, clients);
  const capacity = assessCapacity(deployment, facts, warnings);
  return lintHaproxy({ lines, config, facts, deployment, capacity });
}
