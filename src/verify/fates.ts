import type { ClientConnection } from '../model/ledger.js';
import type { Fate } from '../model/run-result.js';
import type { SessionKind } from '../model/scenario.js';
import type { Evidence } from './evidence.js';
import { crossedFin, endedByWaiting } from './in-flight.js';

/** What became of the connections; every one is counted exactly once. */
export interface Fates {
  readonly all: Readonly<Record<Fate, number>>;
  readonly byKind: Readonly<Partial<Record<SessionKind, Partial<Record<Fate, number>>>>>;
}

export function countFates(evidence: Evidence): Fates {
  const all: Record<Fate, number> = {
    completed: 0,
    'closed-idle': 0,
    'closed-announced': 0,
    drained: 0,
    cut: 0,
    reset: 0,
    'timed-out': 0,
    'never-opened': 0,
  };
  const byKind: Partial<Record<SessionKind, Partial<Record<Fate, number>>>> = {};
  for (const connection of evidence.ledger.connections) {
    const fate = fateOf(evidence, connection);
    all[fate]++;
    let kind = byKind[connection.kind];
    if (!kind) {
      kind = {};
      byKind[connection.kind] = kind;
    }
    kind[fate] = (kind[fate] ?? 0) + 1;
  }
  return { all, byKind };
}

export function fateOf(evidence: Evidence, connection: ClientConnection): Fate {
  if (connection.openMs === null) return 'never-opened';
  switch (connection.end) {
    case 'held':
      return 'completed';
    case 'peer-fin':
      return fateByFin(evidence, connection);
    case 'given-up':
      return 'cut';
    case 'timeout':
      return 'timed-out';
    default:
      return 'reset';
  }
}

function fateByFin(evidence: Evidence, connection: ClientConnection): Fate {
  const last = evidence.requestsOn(connection.index).at(-1);
  const between = !last || (connection.kind !== 'tunnel' && last.outcome === 'complete');
  if (between || (last && crossedFin(evidence, last, connection))) {
    return connection.announcedClose ? 'closed-announced' : 'closed-idle';
  }
  return endedByWaiting(evidence, last, connection.peerFinMs) ? 'drained' : 'cut';
}
