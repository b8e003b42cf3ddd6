import type { HopLimitId } from '../../model/capacity.js';
import type { Hop } from '../../model/hop.js';
import { isRefused, nofile } from '../limits/nofile.js';
import { workerConnections } from '../limits/worker-connections.js';
import { type Change, configured, type RaiseHop, sysctl } from './raise.js';
import { raiseMaxConns } from './raise-max-conns.js';
import { raiseMaxconn } from './raise-maxconn.js';
import { raisePorts } from './raise-ports.js';
import { workerShare } from './worker-share.js';

/** Each formula of capacity/limits, solved for the value to set. */
export const RAISE_HOP = {
  ports: raisePorts,
  max_conns: raiseMaxConns,
  maxconn: raiseMaxconn,
  worker_connections: (hop, facts, target) => {
    const workers = Number(workerConnections(hop, facts)?.inputs.workers ?? 0);
    if (!hop.proxy || workers === 0) return null;
    const { listeners, slotsPerSession } = hop.proxy;
    const needed = workerShare(target, workers) * slotsPerSession + listeners + 1;
    const change = configured(
      'worker_connections',
      hop,
      `Give each of the ${workers} workers ${needed} connections.`,
      [`events { worker_connections ${needed}; }`],
    );
    return {
      hop: { ...hop, proxy: { ...hop.proxy, workerConnections: needed } },
      facts,
      changes: [change],
    };
  },
  nofile: (hop, facts, target) => {
    const inputs = nofile(hop, facts)?.inputs;
    if (!hop.proxy || !inputs) return null;
    const each = workerShare(target, Number(inputs.workers));
    const needed = each * Number(inputs.slots) + Number(inputs.own);
    const nrOpen = facts.nrOpen !== undefined && facts.nrOpen < needed ? needed : facts.nrOpen;
    const line = [`worker_rlimit_nofile ${needed};`];
    const proxy = { ...hop.proxy, workerRlimitNofile: needed };
    const raised = nrOpen === undefined ? facts : { ...facts, nrOpen };
    // Without the right to that many, nginx continues with fewer.
    const outside = isRefused(proxy, raised);
    const nofileRaised = { soft: raised.nofile?.soft ?? needed, hard: needed };
    return {
      hop: { ...hop, proxy },
      facts: outside ? { ...raised, nofile: nofileRaised } : raised,
      changes: [
        ...(nrOpen === facts.nrOpen ? [] : [sysctl('nofile', hop, 'fs.nr_open', String(needed))]),
        ...(outside ? [limitNofile(hop, needed)] : []),
        configured('nofile', hop, `Give each worker ${needed} descriptors.`, line),
      ],
    };
  },
} satisfies Record<HopLimitId, RaiseHop>;

/** The hard limit is raised where the proxy is started; the proxy itself may not raise it. */
function limitNofile(hop: Hop, needed: number): Change {
  return {
    limit: 'nofile',
    hop: hop.name,
    what: `Have the hard limit raised to ${needed} where the proxy is started, in its unit for systemd.`,
    where: 'host',
    lines: [`LimitNOFILE=${needed}`],
  };
}
