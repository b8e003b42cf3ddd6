import { expect, test } from 'vitest';
import { leaveRoom, type PreparedLoad } from '../../src/run/prepare-load.js';

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
