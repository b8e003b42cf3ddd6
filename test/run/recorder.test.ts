import { expect, test } from 'vitest';
import { REAL_CLOCK } from '../../src/run/clock.js';
import { Recorder } from '../../src/run/recorder.js';

const sample = (open: number, lagMs: number) => ({ open, inFlight: 1, requests: 2, lagMs });

test('a phase keeps its span, also when it ends early', async () => {
  const recorder = new Recorder(REAL_CLOCK);
  await recorder.phase('ramp', async () => undefined);
  await expect(
    recorder.phase('hold', () => Promise.reject(new Error('interrupted'))),
  ).rejects.toThrow('interrupted');
  expect(recorder.phases.map(({ name }) => name)).toEqual(['ramp', 'hold']);
  for (const { startMs, endMs } of recorder.phases) expect(endMs).toBeGreaterThanOrEqual(startMs);
  expect(recorder.stage).toBe('hold');
});

test('the timeline is columns of equal length, and the peak is its highest', () => {
  const recorder = new Recorder(REAL_CLOCK);
  recorder.sample(sample(5, 0));
  recorder.sample(sample(9, 0));
  recorder.sample(sample(7, 0));
  const timeline = recorder.timeline();
  expect(timeline.open).toEqual([5, 9, 7]);
  expect(new Set(Object.values(timeline).map((column) => column.length))).toEqual(new Set([3]));
  expect(recorder.peakOpen).toBe(9);
});

test('lag counts between ramp and release, whoever had it', async () => {
  const recorder = new Recorder(REAL_CLOCK);
  recorder.sample(sample(1, 900));
  recorder.heldFromMs = recorder.now();
  expect(recorder.lagMs()).toBe(0);
  recorder.sample(sample(1, 30));
  expect(recorder.lagMs()).toBe(30);
  const worker = { atMs: recorder.now() + 1, process: 'load-0', lagMs: 70, cpu: 0 };
  expect(recorder.lagMs([worker, { ...worker, atMs: 0, lagMs: 800 }])).toBe(70);
  recorder.endMs = recorder.now();
  const last = { ...worker, atMs: recorder.now() + 1, lagMs: 600 };
  expect(recorder.lagMs([last])).toBe(30);
});
