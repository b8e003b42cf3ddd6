import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientConnection, ConnectionEnd, RequestOutcome } from '../../src/model/ledger.js';
import type { SessionKind } from '../../src/model/scenario.js';
import { countFates, fateOf } from '../../src/verify/fates.js';
import { AT, goodRun, LedgerBuilder } from '../support/ledger.js';

function fateAfter(index: number, change: (run: LedgerBuilder) => void): string {
  const run = goodRun();
  change(run);
  const evidence = run.evidence();
  const connection = evidence.ledger.connections.find((one) => one.index === index);
  if (!connection) throw new Error(`no connection ${index}`);
  return fateOf(evidence, connection);
}

describe('the fate of a connection', () => {
  it('counts the good run', () => {
    const { all, byKind } = countFates(goodRun().evidence());
    expect(all).toMatchObject({ completed: 7, drained: 1, 'closed-idle': 1, cut: 0, reset: 0 });
    expect(byKind).toMatchObject({
      tunnel: { drained: 1, completed: 1 },
      idle: { completed: 1, 'closed-idle': 1 },
    });
  });

  it('is timed out where a request on it was given up', () => {
    expect(fateAfter(2, (run) => run.changeConnection(2, { end: 'timeout' }))).toBe('timed-out');
  });

  it('tells an announced close from a silent one', () => {
    expect(fateAfter(7, (run) => run.changeConnection(7, { announcedClose: true }))).toBe(
      'closed-announced',
    );
  });

  it('is cut when the FIN came inside a response, drained when the waiting timeout sent it', () => {
    const fin = (atMs: number) => (run: LedgerBuilder) => {
      run.change('3-0', { outcome: 'cut', endMs: atMs });
      run.changeConnection(3, { end: 'peer-fin', peerFinMs: atMs });
    };
    expect(fateAfter(3, fin(8000))).toBe('cut');
    expect(fateAfter(3, fin(AT.waitOver + 1))).toBe('drained');
  });

  it('is cut for a tunnel that ended before its time, though with every byte', () => {
    expect(fateAfter(5, (run) => run.changeConnection(5, { peerFinMs: 7000 }))).toBe('cut');
  });

  it('is reset for RST, never-opened without an open', () => {
    expect(fateAfter(0, (run) => run.changeConnection(0, { end: 'rst' }))).toBe('reset');
    expect(fateAfter(0, (run) => run.changeConnection(0, { end: 'refused', openMs: null }))).toBe(
      'never-opened',
    );
  });
});

describe('the fates of all', () => {
  const KINDS: SessionKind[] = ['idle', 'periodic', 'response', 'stream', 'upload', 'tunnel'];
  const ENDS: ConnectionEnd[] = [
    'held',
    'peer-fin',
    'rst',
    'given-up',
    'refused',
    'timeout',
    'no-port',
    'no-descriptor',
    'unreachable',
  ];
  const OUTCOMES: RequestOutcome[] = ['complete', 'cut', 'reset', 'corrupt', 'unanswered', 'open'];
  const ms = fc.integer({ min: 0, max: AT.end + 1000 });

  it('add up to the connections, in all and by kind, whatever happened', () => {
    const connection = fc.record({
      kind: fc.constantFrom(...KINDS),
      end: fc.constantFrom(...ENDS),
      openMs: fc.option(ms),
      peerFinMs: fc.option(ms),
      closedMs: fc.option(ms),
      announcedClose: fc.boolean(),
      requests: fc.array(
        fc.record({
          outcome: fc.constantFrom(...OUTCOMES),
          sentMs: ms,
          backend: fc.constantFrom('a', 'b', null),
        }),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(fc.array(connection, { maxLength: 20 }), fc.boolean(), (made, ledgers) => {
        const run = new LedgerBuilder();
        run.hasServerLedgers = ledgers;
        made.forEach(({ requests, kind, ...change }, index) => {
          const one: ClientConnection = run.connection(index, kind, change);
          for (const { outcome, sentMs, backend } of requests) {
            run.request(one, backend, [sentMs, sentMs + 10], { outcome });
          }
        });
        const { all, byKind } = countFates(run.evidence());
        const sum = (counts: Readonly<Record<string, number>>): number =>
          Object.values(counts).reduce((total, n) => total + n, 0);
        expect(sum(all)).toBe(made.length);
        for (const kind of KINDS) {
          expect(sum(byKind[kind] ?? {})).toBe(made.filter((one) => one.kind === kind).length);
        }
      }),
    );
  });
});
