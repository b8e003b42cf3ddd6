import { formatCount } from '../../../../../lib/units.js';
import { replaceWord } from '../../edits.js';
import type { LintRule } from '../../rule.js';
import { workerConnectionsNeeded } from '../../worker-connections-needed.js';

/** A generous number for logs, epoll, channels and files being sent, besides the connections. */
const BESIDE_CONNECTIONS = 64;

/** Source: nginx src/event/ngx_event.c, "worker_connections exceed open file resource limit". */
export const nofileBelowWorkerConnections: LintRule = {
  severity: 'warning',
  why: 'Each connection is a descriptor; a worker that has none left cannot accept or connect, whatever worker_connections says.',
  *find(input) {
    const { config, facts, written } = input;
    const limit = config.workerRlimitNofile ?? facts.nofile?.soft;
    const slots = Math.max(config.workerConnections, workerConnectionsNeeded(input)?.slots ?? 0);
    const [events] = written.named('events');
    if (limit == null || limit >= slots || !events) return;
    const wanted = slots + BESIDE_CONNECTIONS;
    const [own] = written.named('worker_rlimit_nofile');
    const text = `worker_rlimit_nofile ${wanted};`;
    const word = own?.args[0];
    const { nofile, nrOpen, capSysResource } = facts;
    const hard = capSysResource === true ? null : (nofile?.hard ?? null);
    const mendable = nrOpen === undefined || wanted <= nrOpen;
    const allowed = mendable && (hard === null || wanted <= hard);
    yield {
      message: `${own ? 'worker_rlimit_nofile' : 'nofile'} ${formatCount(limit)} is below the ${formatCount(slots)} connections a worker is to have`,
      mend: allowed
        ? `Set ${text}`
        : mendable
          ? `Have the hard limit raised where nginx is started, LimitNOFILE=${wanted}, and set ${text}`
          : `Raise fs.nr_open first, then set ${text}`,
      place: (own ?? events).place,
      edits: !allowed
        ? []
        : word
          ? replaceWord(word, String(wanted))
          : [{ kind: 'add', before: events.place, text }],
    };
  },
};
