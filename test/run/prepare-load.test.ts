import { describe, expect, test } from 'vitest';
import type { SessionKind } from '../../src/model/scenario.js';
import { leaveRoom, type PreparedLoad, prepareLoad } from '../../src/run/prepare-load.js';
import type { Ground } from '../../src/run/targets/ground.js';

const WATCH = { visitsPerSecond: 100, racers: 10 };
const prepared = (connections: number): PreparedLoad =>
  ({ plan: { load: { connections }, watch: WATCH }, notes: [] }) as unknown as PreparedLoad;

test('nothing is opened beside a load that takes all the room there is', () => {
  const full = leaveRoom(prepared(1000), 1100);
  expect(full.plan.watch).toEqual({ visitsPerSecond: 0, racers: 0 });
  expect(full.notes).toEqual(['no new clients were opened beside the load: 1100 connections fit']);
});

test('elsewhere it is', () => {
  expect(leaveRoom(prepared(1000), 1110).plan.watch).toEqual(WATCH);
  expect(leaveRoom(prepared(1000), null).plan.watch).toEqual(WATCH);
});

describe('a deployment without the bundled backend server', () => {
  const target = { entry: { address: '127.0.0.1', port: 80 }, speaksTidegate: false };
  const prepare = (connections: number, ...kinds: SessionKind[]) => {
    const mix = kinds.map((kind) => ({ share: 1, session: { kind } }));
    const scenario = { load: { connections, mix, sources: null, bind: 'late' } };
    const terms = { engine: 'node', originMs: 0, patienceMs: 1, newcomers: false } as const;
    return prepareLoad({ scenario, target } as unknown as Ground, terms);
  };
  const notesOf = (...kinds: SessionKind[]) => prepare(10, ...kinds).notes;

  test('gets the kinds that any web server answers, and the report says what is left out', () => {
    expect(notesOf('idle', 'stream', 'tunnel')).toEqual([
      expect.stringMatching(/^only idle and periodic connections: .* which stream, tunnel need$/),
    ]);
  });

  test('nothing is said where nothing is left out', () => {
    expect(notesOf('idle', 'periodic')).toEqual([]);
  });

  test('gets no worker for connections that have no port', () => {
    expect(() => prepare(1e9, 'idle')).toThrow(
      expect.objectContaining({
        code: 'TUPLES_TOO_FEW',
        message: expect.stringMatching(/^1,000,000,000 /),
      }),
    );
  });
});
