import { describe, expect, it } from 'vitest';
import type { CheckId } from '../../src/model/run-result.js';
import { closesSince, countCloses } from '../../src/verify/closes.js';
import { countConnections } from '../../src/verify/count-connections.js';
import { countFates } from '../../src/verify/fates.js';
import { measurePhase, requestsByPhase } from '../../src/verify/phase-latency.js';
import { goodRun, type LedgerBuilder } from '../support/ledger.js';
import { judge } from './judge.js';

/**
 * The good run and ten further idle connections with an upload each, equal except for their number.
 * The other side closes every second of them at 12 s.
 */
function tenMore(run: LedgerBuilder): void {
  const closed = { end: 'peer-fin', peerFinMs: 12_000, closedMs: 12_000 } as const;
  for (let n = 0; n < 10; n++) {
    const connection = run.connection(100 + n, 'idle', n % 2 === 0 ? closed : {});
    run.request(connection, 'b', [2000, 2010], { method: 'POST' });
  }
  run.facts = { ...run.facts, load: { ...run.facts.load, connections: 1000 } };
}

/** Includes the one upload of the good run, which reaches backend a. */
const POSTS = {
  kind: 'upload',
  method: 'POST',
  outcome: 'complete',
  status: 200,
  backend: 'b',
  count: 11,
} as const;

/** At backend b. */
const ARRIVALS = { method: 'POST', health: false, outcome: 'complete', count: 10 } as const;

/** The same, but only one of five equal rows is kept, and stands for all five. */
function twoOfTen(run: LedgerBuilder): void {
  tenMore(run);
  const tallies = run.connections.map(({ kind, end, announcedClose }) => ({
    kind,
    end,
    announcedClose,
    planned: true,
    opened: true,
    count: 1,
  }));
  const keptOf = (index: number): boolean => index < 100 || index === 100 || index === 101;
  const weigh = <T extends object>(rows: T[], indexOf: (row: T) => number): void => {
    const kept = rows
      .filter((row) => keptOf(indexOf(row)))
      .map((row) => ({ ...row, weight: indexOf(row) < 100 ? 1 : 5 }));
    rows.splice(0, rows.length, ...kept);
  };
  weigh(run.connections, ({ index }) => index);
  weigh(run.requests, ({ connection }) => connection);
  for (const { requests } of Object.values(run.servers)) {
    weigh(requests, ({ id }) => Number(id.split('-')[0]));
  }
  run.servers.b.thinned = { arrivals: [ARRIVALS], below: 0 };
  run.ledger = {
    ...run.ledger,
    thinned: { complete: true, everyFault: true, connections: tallies, requests: [POSTS] },
  };
}

function made(change: (run: LedgerBuilder) => void): LedgerBuilder {
  const run = goodRun();
  change(run);
  return run;
}

describe('a thinned ledger', () => {
  const [whole, thinned] = [made(tenMore), made(twoOfTen)];
  const both = [whole, thinned].map((run) => run.evidence());

  it('has fewer rows, so that these tests mean something', () => {
    expect(thinned.connections).toHaveLength(whole.connections.length - 8);
  });

  it('counts connections, fates, closes and latency as a whole one does', () => {
    const [counts, expected] = [thinned, whole].map((run) =>
      countConnections({ load: run.facts.load, peakOpen: 19 }, run.whole()),
    );
    expect(counts).toEqual(expected);
    const figures = both.map((evidence) => [
      countFates(evidence),
      { ...countCloses(evidence, closesSince(evidence)) },
      requestsByPhase(evidence).map(measurePhase),
    ]);
    expect(figures[1]).toEqual(figures[0]);
  });

  it.each<CheckId>([
    'complete-response',
    'as-before',
    'at-most-once',
    'idle-close',
    'last-new-request',
    'latency',
    'return',
    'tunnel',
  ])('%s finds the same as in a whole one', (id) => {
    const { samples: _, ...found } = judge(id, twoOfTen);
    const { samples: __, ...expected } = judge(id, tenMore);
    expect({ ...found, actual: found.actual.replaceAll('about ', '') }).toEqual(expected);
  });

  it('says of an estimate that it is one, and of an exact count nothing', () => {
    expect(judge('complete-response', twoOfTen).actual).toMatch(
      /^[\d,]+ responses, all whole; about [\d,]+ from the flip on/,
    );
    expect(judge('complete-response', tenMore).actual).not.toContain('about');
  });

  it('does not take a request for lost whose row at the server was left out', () => {
    const lost = (how: typeof tenMore) =>
      judge('at-most-once', (run) => {
        how(run);
        run.servers.b.requests.splice(-1, 1);
      });
    expect(lost(tenMore).status).toBe('fail');
    expect(lost(twoOfTen).status).toBe('pass');
  });

  it('knows by the exact counts that POSTs arrived more often than they were sent', () => {
    const arrived = (count: number, complete = true) =>
      judge('at-most-once', (run) => {
        twoOfTen(run);
        const { thinned } = run.ledger;
        if (thinned) run.ledger = { ...run.ledger, thinned: { ...thinned, complete } };
        run.servers.b.thinned = { arrivals: [{ ...ARRIVALS, count }], below: 0 };
      });
    expect(arrived(ARRIVALS.count)).toMatchObject({
      status: 'pass',
      actual: '11 POSTs, none twice',
    });
    expect(arrived(ARRIVALS.count + 2)).toMatchObject({
      status: 'fail',
      actual: '11 POSTs were sent and 13 arrived',
    });
    // What a load worker that died had sent is not known.
    expect(arrived(ARRIVALS.count + 2, false).status).toBe('pass');
  });

  it('counts a connection as closed idle of which it is only known that it was closed', () => {
    const unknown = made((run) => {
      twoOfTen(run);
      const closed = {
        end: 'peer-fin',
        announcedClose: false,
        planned: true,
        opened: true,
      } as const;
      const connections = [{ kind: 'race', count: 3, ...closed } as const];
      run.ledger = {
        ...run.ledger,
        thinned: { complete: true, everyFault: true, connections, requests: [] },
      };
      run.connections.splice(0);
    });
    expect(countFates(unknown.evidence()).byKind).toEqual({ race: { 'closed-idle': 3 } });
  });
});
