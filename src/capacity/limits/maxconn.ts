import type { Limit } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { BindLine } from '../../model/haproxy/hop-haproxy.js';
import type { Hop } from '../../model/hop.js';
import { leastOf } from '../end-to-end.js';
import { automaticMaxconn, haproxyThreads, socketsOf } from '../haproxy-limits.js';

/**
 * How many connections an HAProxy accepts: the lesser of the frontend's maxconn and the process's,
 * which HAProxy computes from its descriptors if none is written. Further connections wait in the
 * kernel's accept queue.
 *
 * Source: HAProxy configuration manual, 3.2 and 4.2, maxconn; haproxy-limits.ts.
 */
export function maxconn({ accepts }: Hop, facts: HostFacts): Limit<'maxconn'> | null {
  if (!accepts) return null;
  const { haproxy, bindLines = [], each = 1 } = accepts;
  const threads = haproxy ? haproxyThreads(haproxy, facts) : 1;
  const listeners = listenersMaxconn(bindLines, threads);
  const processes = haproxy?.processes ?? 1;
  const own = leastOf([accepts.frontend, listeners]);
  const frontend = own === null ? null : own * processes;
  const written = accepts.process;
  const whole = written ?? (haproxy ? automaticMaxconn(haproxy, facts) : null);
  const process = each === Infinity ? 0 : whole && Math.floor(whole / each) * processes;
  const set = [frontend, process].filter((value) => value !== null);
  if (set.length === 0) return null;
  const max = Math.min(...set);
  const automatic = written === null && process !== null;
  return {
    id: 'maxconn',
    max,
    scope: max === process ? 'process' : 'frontend',
    formula: automatic
      ? 'min(maxconn of the frontend, (descriptors - own) / 2, or x 2 / 5 with splicing)'
      : 'min(maxconn of the frontend, maxconn of the process)',
    inputs: {
      frontend,
      ...(listeners !== null && { 'of its binds': listeners }),
      process,
      ...(processes > 1 && { processes }),
      ...(each > 1 && { accepted: each === Infinity ? 'without end' : `${each} times a session` }),
      ...(automatic && { computed: 'by HAProxy' }),
    },
    source: 'HAProxy configuration manual, maxconn',
  };
}

/** What the `bind` lines accept together; null = one of them has no maxconn, or it is not known. */
export function listenersMaxconn(
  lines: readonly BindLine[],
  threads: number | null,
): number | null {
  const each = lines.map((line) => {
    const sockets = socketsOf(line, threads);
    return line.maxconn === null || sockets === null ? null : line.maxconn * sockets;
  });
  if (each.length === 0 || each.includes(null)) return null;
  return each.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}
