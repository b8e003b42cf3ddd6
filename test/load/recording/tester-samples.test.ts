import { expect, test } from 'vitest';
import { TesterSamples } from '../../../src/load/recording/tester-samples.js';

const sample = (process: string, atMs: number, lagMs = 1, cpu = 0.5) => ({
  process,
  atMs,
  lagMs,
  cpu,
});

test('few samples are kept as they are', () => {
  const samples = new TesterSamples(4);
  const some = [sample('load-0', 500), sample('load-1', 510), sample('load-0', 1000)];
  samples.add(some);
  expect(samples.all()).toEqual(some);
});

test('of too many, each two in a row of a worker become one, and no stall is lost', () => {
  const samples = new TesterSamples(4);
  samples.add([
    sample('load-0', 500, 1, 0.2),
    sample('load-1', 510),
    sample('load-0', 1000, 900, 1),
  ]);
  samples.add([sample('load-1', 1010, 0), sample('load-0', 1500, 3)]);
  expect(samples.all()).toEqual([
    sample('load-1', 510),
    sample('load-0', 1000, 900, 0.6),
    sample('load-0', 1500, 3),
  ]);
});

test('a run of any length takes no more', () => {
  const samples = new TesterSamples(100);
  for (let n = 0; n < 5000; n++) samples.add([sample(`load-${n % 3}`, n, n === 77 ? 5000 : 1)]);
  expect(samples.all().length).toBeLessThanOrEqual(100);
  expect(samples.all().filter(({ lagMs }) => lagMs === 5000)).toHaveLength(1);
});
