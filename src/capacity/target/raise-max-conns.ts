import type { Hop, ServerLimit } from '../../model/hop.js';
import { maxConns } from '../limits/max-conns.js';
import { evenLimit } from '../ports/server-ports.js';
import { configured, type RaiseHop } from './raise.js';
import { workerShare } from './worker-share.js';

/** Sets the same limit for each server, without lowering any, or adds servers. */
export const raiseMaxConns: RaiseHop = (hop, facts, target) => {
  const counters = Number(maxConns(hop, facts)?.inputs.counters ?? 0);
  if (!hop.maxConns || counters === 0) return null;
  const { servers, zone } = hop.maxConns;
  const each = Math.ceil(evenLimit(hop, facts, workerShare(target, counters)));
  const isLow = ({ max }: ServerLimit): boolean => max !== null && max < each;
  const low = servers.filter(isLow);
  const change = configured(
    'max_conns',
    hop,
    `Allow ${countOf(low.length, servers.length)} of ${hop.name} ${each} connections${moreServers(servers, target / counters)}.`,
    low.map((server) => serverLine(server, each, hop)),
  );
  const raised = servers.map((server) => (isLow(server) ? { ...server, max: each } : server));
  return { hop: { ...hop, maxConns: { servers: raised, zone } }, facts, changes: [change] };
};

function countOf(low: number, all: number): string {
  if (low < all) return `${low} of the ${all} servers`;
  return all === 1 ? 'the one server' : `each of the ${all} servers`;
}

/** The servers' limits may already be all that they can take; then only more servers help. */
function moreServers(servers: readonly ServerLimit[], target: number): string {
  const [first] = servers;
  if (!first?.max || servers.some(({ max }) => max !== first.max)) return '';
  return `, or have ${Math.ceil(target / first.max)} servers that allow ${first.max}`;
}

function serverLine({ written = 'server ADDRESS:PORT' }: ServerLimit, each: number, hop: Hop) {
  return hop.openedBy === 'haproxy'
    ? `${written} maxconn ${each}`
    : `${written} max_conns=${each};`;
}
