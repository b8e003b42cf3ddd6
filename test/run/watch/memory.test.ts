import { expect, test } from 'vitest';
import { memoryUse, sampleMemory } from '../../../src/run/watch/memory.js';

const sample = (frontend: number, slab: number | null) => ({
  groups: new Map([['frontend', frontend]]),
  slab,
});

test('memory a connection is the growth divided by the connections', () => {
  expect(memoryUse(sample(1_000_000, 5_000_000), sample(3_000_000, 9_000_000), 2000)).toEqual({
    perConnection: { frontend: 1000 },
    kernelPerConnection: 2000,
  });
});

test('with few connections the noise is larger than the figure, and nothing is said', () => {
  expect(memoryUse(sample(0, 0), sample(9_000_000, 9_000_000), 999)).toEqual({
    perConnection: {},
    kernelPerConnection: null,
  });
});

test('what cannot be read is left out', () => {
  expect(memoryUse(sample(0, null), sample(0, null), 1000).kernelPerConnection).toBeNull();
});

test.runIf(process.platform === 'linux')(
  'a process has memory, one that is gone has none',
  async () => {
    const { groups } = await sampleMemory(
      new Map([
        ['self', [process.pid]],
        ['gone', [2 ** 30]],
      ]),
    );
    expect(groups.get('self')).toBeGreaterThan(1_000_000);
    expect(groups.has('gone')).toBe(false);
  },
);
