import { listensInRange } from '../../../../lint/port-range.js';
import type { LintRule } from '../../rule.js';

/** Source: Documentation/networking/ip-sysctl.rst, ip_local_reserved_ports. */
export const listenInPortRange: LintRule = {
  severity: 'warning',
  why: 'Any outgoing connection may hold the port when the proxy starts, which then fails with "Address already in use"; and while it listens, no late connect of the host gets that port.',
  *find({ config, facts }) {
    const servers = [...(config.http?.servers ?? []), ...(config.stream?.servers ?? [])];
    yield* listensInRange(
      servers.flatMap((server) => server.listens),
      facts,
    );
  },
};
