import type { ClientConnection, ConnectionEnd } from '../model/ledger.js';
import type { Fate } from '../model/run-result.js';
import type { SessionKind } from '../model/scenario.js';
import { connectionTallies } from './connection-tallies.js';
import type { Evidence } from './evidence.js';
import { crossedFin } from './in-flight.js';
import { endedByWaiting } from './maintenance/waiting-timeout.js';
import { weightOf } from './selection.js';

type Counts = Partial<Record<Fate, number>>;

/** What became of the connections. Each one is counted exactly once. */
export interface Fates {
  readonly all: Readonly<Record<Fate, number>>;
  readonly byKind: Readonly<Partial<Record<SessionKind, Counts>>>;
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
  const byKind: Partial<Record<SessionKind, Counts>> = {};
  const add = (kind: SessionKind, fate: Fate, count: number): void => {
    all[fate] += count;
    byKind[kind] ??= {};
    byKind[kind][fate] = (byKind[kind][fate] ?? 0) + count;
  };
  const closed: Partial<Record<SessionKind, number>> = {};
  const { ledger, load } = evidence;
  for (const { kind, end, opened, count } of connectionTallies(ledger, load.connections)) {
    const fate = fateByEnd(end, opened);
    if (fate === null) closed[kind] = (closed[kind] ?? 0) + count;
    else add(kind, fate, count);
  }
  for (const [kind, shares] of sharesByFin(evidence)) {
    for (const [fate, count] of apportion(shares, closed[kind] ?? 0)) add(kind, fate, count);
    delete closed[kind];
  }
  // Kinds whose connections the other side closed, without a row for any of them.
  for (const kind of Object.keys(closed) as SessionKind[]) {
    add(kind, 'closed-idle', closed[kind] ?? 0);
  }
  return { all, byKind };
}

export function fateOf(evidence: Evidence, connection: ClientConnection): Fate {
  return fateByEnd(connection.end, connection.openMs !== null) ?? fateByFin(evidence, connection);
}

/** null = the other side closed it, so its last request decides. */
function fateByEnd(end: ConnectionEnd, opened: boolean): Fate | null {
  if (!opened) return 'never-opened';
  switch (end) {
    case 'held':
      return 'completed';
    case 'peer-fin':
      return null;
    case 'given-up':
      return 'cut';
    case 'timeout':
      return 'timed-out';
    default:
      return 'reset';
  }
}

function fateByFin(evidence: Evidence, connection: ClientConnection): Fate {
  const last = evidence.lastOn(connection);
  const between = !last || (connection.kind !== 'tunnel' && last.outcome === 'complete');
  if (between || (last && crossedFin(evidence, last, connection))) {
    return connection.announcedClose ? 'closed-announced' : 'closed-idle';
  }
  return endedByWaiting(evidence, last, connection.peerFinMs) ? 'drained' : 'cut';
}

/** For each kind, how many connections the rows of each fate stand for. */
function sharesByFin(evidence: Evidence): Map<SessionKind, Map<Fate, number>> {
  const shares = new Map<SessionKind, Map<Fate, number>>();
  for (const connection of evidence.ended) {
    const { kind, end, openMs } = connection;
    if (fateByEnd(end, openMs !== null) !== null) continue;
    let ofKind = shares.get(kind);
    if (!ofKind) {
      ofKind = new Map();
      shares.set(kind, ofKind);
    }
    const fate = fateByFin(evidence, connection);
    ofKind.set(fate, (ofKind.get(fate) ?? 0) + weightOf(connection));
  }
  return shares;
}

/** Whole numbers in the given proportions whose sum is the total: the last one takes the remainder. */
function apportion(shares: ReadonlyMap<Fate, number>, total: number): [Fate, number][] {
  let left = total;
  let weight = [...shares.values()].reduce((sum, share) => sum + share, 0);
  return [...shares].map(([fate, share]) => {
    const count = weight === 0 ? left : Math.round((left * share) / weight);
    left -= count;
    weight -= share;
    return [fate, count];
  });
}
