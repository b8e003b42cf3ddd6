import { listensInRange } from '../../../../lint/port-range.js';
import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import type { LintRule } from '../../rule.js';

/** Source: Documentation/networking/ip-sysctl.rst, ip_local_reserved_ports. */
export const listenInPortRange: LintRule = {
  ...SHARED_RULES.LISTEN_IN_PORT_RANGE,
  *find({ config, facts }) {
    const servers = [...(config.http?.servers ?? []), ...(config.stream?.servers ?? [])];
    yield* listensInRange(
      servers.flatMap((server) => server.listens),
      facts,
    );
  },
};
