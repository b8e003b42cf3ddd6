import { assessCapacity } from '../../../../src/capacity/assess.js';
import { lint } from '../../../../src/config/nginx/lint/lint.js';
import { readDirectives } from '../../../../src/config/nginx/reading/read.js';
import { lenient, parseWithIncludes } from '../../../../src/config/nginx/syntax/include.js';
import { topologyOf } from '../../../../src/config/nginx/topology/topology.js';
import { DEFAULT_PORT_RANGE, usablePorts } from '../../../../src/lib/ports.js';
import type { HostFacts } from '../../../../src/model/facts.js';
import type { Finding } from '../../../../src/model/lint.js';
import { memorySource } from '../../../support/memory-source.js';

export const FACTS: HostFacts = {
  schema: 'tidegate.facts/1',
  cpus: 2,
  portRange: DEFAULT_PORT_RANGE,
  reservedPorts: '',
  portsInUse: [],
  nofile: { soft: 100_000, hard: 1_048_576 },
  nrOpen: 1_048_576,
  tcp: { somaxconn: 4096 },
};

/** The findings for a configuration that is in memory as `nginx.conf`. */
export function examine(
  files: Readonly<Record<string, string>>,
  facts: HostFacts = FACTS,
): Finding[] {
  const leniency = lenient();
  const directives = parseWithIncludes('nginx.conf', memorySource(files), '', leniency);
  const config = readDirectives('nginx.conf', directives, leniency);
  const clients = {
    local: false,
    addresses: null,
    range: DEFAULT_PORT_RANGE,
    ports: usablePorts(DEFAULT_PORT_RANGE),
  };
  const { deployment, warnings } = topologyOf(config, clients);
  const capacity = assessCapacity(deployment, facts, warnings);
  return lint({ directives, config, facts, clients, deployment, capacity });
}
