import { assessCapacity } from '../../capacity/assess.js';
import type { Clients } from '../../config/clients.js';
import { lintHaproxy } from '../../config/haproxy/lint/lint.js';
import { readHaproxyFile } from '../../config/haproxy/reading/read.js';
import { haproxyTopologyOf } from '../../config/haproxy/topology/topology.js';
import { diskSource } from '../../host/files/config-source.js';
import type { HostFacts } from '../../model/facts.js';
import type { Finding } from '../../model/lint.js';

/** @throws TidegateError for a configuration that cannot be read */
export function lintHaproxyFile(file: string, facts: HostFacts, clients: Clients): Finding[] {
  const version = facts.proxyVersions?.haproxy;
  const { lines, config } = readHaproxyFile(file, diskSource, process.env, version);
  const { deployment, warnings } = haproxyTopologyOf(config, clients);
  const capacity = assessCapacity(deployment, facts, warnings);
  return lintHaproxy({ lines, config, facts, deployment, capacity });
}
