import type { BindLine } from '../../model/haproxy/hop-haproxy.js';
import type { Hop } from '../../model/hop.js';
import { haproxyThreads, socketsOf } from '../haproxy-limits.js';
import { listenersMaxconn } from '../limits/maxconn.js';
import { configured, type RaiseHop } from './raise.js';

/** Raises `maxconn` of the frontend, of its `bind` lines, and of a process that is not HAProxy's own. */
export const raiseMaxconn: RaiseHop = (hop, facts, target) => {
  if (!hop.accepts) return null;
  // Each process has the limit for itself.
  const share = Math.ceil(target / (hop.accepts.haproxy?.processes ?? 1));
  const isLow = (value: number | null) => value !== null && value < share;
  const raise = (value: number | null) => (value === null ? null : Math.max(value, share));
  const { frontend, process, haproxy, bindLines = [] } = hop.accepts;
  const threads = haproxy ? haproxyThreads(haproxy, facts) : 1;
  const bindsAreLow = isLow(listenersMaxconn(bindLines, threads));
  const raisedBinds = bindsAreLow ? evenly(bindLines, share, threads) : bindLines;
  const own = [
    ...(bindsAreLow ? raisedBinds.map(written) : []),
    ...(isLow(frontend) ? [`    maxconn ${share}`] : []),
  ];
  const lines = [
    ...(isLow(process) && !haproxy ? ['global', `    maxconn ${target}`] : []),
    ...(own.length > 0 ? [`${hop.section ?? 'frontend'} ${hop.name}`, ...own] : []),
  ];
  const accepts: Hop['accepts'] = {
    ...hop.accepts,
    frontend: raise(frontend),
    process: haproxy ? process : raise(process),
    bindLines: raisedBinds,
  };
  const binds = bindsAreLow ? ', with these in place of its bind lines' : '';
  const what = `Let ${hop.name} take ${target}${binds}.`;
  return {
    hop: { ...hop, accepts },
    facts,
    changes: [configured('maxconn', hop, what, lines, 'haproxy')],
  };
};

/** The same value for each socket; none is lowered. */
function evenly(
  lines: readonly BindLine[],
  target: number,
  threads: number | null,
): readonly BindLine[] {
  const sockets = lines.reduce((sum, line) => sum + (socketsOf(line, threads) ?? 0), 0);
  const each = Math.ceil(target / Math.max(1, sockets));
  return lines.map((line) => ({ ...line, maxconn: Math.max(line.maxconn ?? 0, each) }));
}

function written({ written: line, maxconn }: BindLine): string {
  return `    ${line} maxconn ${maxconn}`;
}
