import type { HopLimitId, HostLimitId, Limit } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Deployment, Hop } from '../../model/hop.js';
import { conntrack } from './conntrack.js';
import { epollWatches } from './epoll-watches.js';
import { fileMax } from './file-max.js';
import { maxConns } from './max-conns.js';
import { maxconn } from './maxconn.js';
import { memory } from './memory.js';
import { nofile } from './nofile.js';
import { ports } from './ports.js';
import { workerConnections } from './worker-connections.js';

/** Limits of one hop; null = it does not apply, or a fact that it needs is unknown. */
export const HOP_LIMITS = {
  ports,
  max_conns: maxConns,
  maxconn,
  worker_connections: workerConnections,
  nofile,
} satisfies { [Id in HopLimitId]: (hop: Hop, facts: HostFacts) => Limit<Id> | null };

/** Limits of the host, in sessions. */
export const HOST_LIMITS = {
  'file-max': fileMax,
  memory,
  conntrack,
  'epoll-watches': epollWatches,
} satisfies {
  [Id in HostLimitId]: (deployment: Deployment, facts: HostFacts) => Limit<Id> | null;
};
