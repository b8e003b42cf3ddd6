import { expect, test } from 'vitest';
import { Agenda } from '../../../src/load/schedule/agenda.js';
import { Ramp } from '../../../src/load/schedule/ramp.js';
import type { PlannedConnection } from '../../../src/plan/connections.js';

function ramp(connections: number, paceMs: number, part = { worker: 0, workers: 1 }) {
  const opened: number[] = [];
  const agenda = new Agenda();
  let connecting = 0;
  const made = new Ramp({
    connections,
    part,
    agenda,
    plan: (index): PlannedConnection => ({
      index,
      session: { kind: 'idle' },
      openAtMs: index * paceMs,
      bind: { mode: 'late' },
    }),
    connecting: () => connecting,
    open: ({ index }) => opened.push(index),
  });
  const setConnecting = (count: number): void => {
    connecting = count;
  };
  return { made, opened, agenda, setConnecting };
}

test('opens each connection at its time, counted from the start', () => {
  const { made, opened, agenda } = ramp(4, 10);
  made.start(1000);
  agenda.run(1015);
  expect(opened).toEqual([0, 1]);
  expect(agenda.nextMs).toBe(1020);
  agenda.run(1100);
  expect(opened).toEqual([0, 1, 2, 3]);
});

test('workers share the indices out and miss none', () => {
  const parts = [0, 1, 2].map((worker) => ramp(8, 0, { worker, workers: 3 }));
  for (const { made, agenda } of parts) {
    made.start(0);
    agenda.run(0);
  }
  expect(parts.map(({ opened }) => opened)).toEqual([
    [0, 3, 6],
    [1, 4, 7],
    [2, 5],
  ]);
  expect(parts.map(({ made }) => made.size)).toEqual([3, 3, 2]);
});

test('catches up after a stall in bounded bursts', () => {
  const { made, opened, agenda } = ramp(200, 1);
  made.start(0);
  agenda.run(1000);
  expect(opened).toHaveLength(64);
  agenda.run(1001);
  agenda.run(1002);
  expect(opened).toHaveLength(192);
});

test('waits while too many connects are under way', () => {
  const { made, opened, agenda, setConnecting } = ramp(10, 0);
  setConnecting(512);
  made.start(0);
  agenda.run(0);
  expect(opened).toEqual([]);
  setConnecting(511);
  agenda.run(1);
  expect(opened).toHaveLength(10);
});

test('opens nothing once stopped', () => {
  const { made, opened, agenda } = ramp(10, 10);
  made.start(0);
  agenda.run(0);
  made.stop();
  agenda.run(1000);
  expect(opened).toEqual([0]);
});
