import { formatCount } from '../../../../../lib/units.js';
import { SHARED_RULES } from '../../../../lint/shared-rules.js';
import type { LintRule } from '../../rule.js';

/** NGX_LISTEN_BACKLOG on Linux; on FreeBSD and macOS nginx uses the kernel's value. */
const DEFAULT_BACKLOG = 511;

/** Source: listen(2); nginx src/os/unix/ngx_linux_config.h. */
export const backlogAboveSomaxconn: LintRule = {
  ...SHARED_RULES.BACKLOG_ABOVE_SOMAXCONN,
  *find({ config, facts }) {
    const somaxconn = facts.tcp?.somaxconn;
    if (somaxconn === undefined) return;
    const servers = [...(config.http?.servers ?? []), ...(config.stream?.servers ?? [])];
    const listens = servers.flatMap((server) => server.listens).filter(({ udp }) => !udp);
    const above = listens.filter(({ backlog }) => backlog !== null && backlog > somaxconn);
    for (const { backlog, place } of above) {
      yield {
        message: `backlog ${formatCount(backlog ?? 0)} is above somaxconn, ${formatCount(somaxconn)}`,
        mend: `Raise it: sysctl -w net.core.somaxconn=${backlog}`,
        place,
      };
    }
    const unsaid = listens.filter(({ backlog }) => backlog === null);
    const [first] = unsaid;
    if (!first || DEFAULT_BACKLOG <= somaxconn || facts.platform === 'darwin') return;
    const many = unsaid.length > 1 ? `, of ${unsaid.length} listeners,` : '';
    yield {
      message: `nginx's default backlog${many} is ${DEFAULT_BACKLOG}, above somaxconn, ${formatCount(somaxconn)}`,
      mend: `Raise it: sysctl -w net.core.somaxconn=${DEFAULT_BACKLOG}`,
      place: first.place,
    };
  },
};
