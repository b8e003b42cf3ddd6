import { expect, test } from 'vitest';
import { Guarantees } from '../../src/run/guarantees.js';

test('what was promised is done once, the last promise first', async () => {
  const done: string[] = [];
  const guarantees = new Guarantees();
  const first = guarantees.add(async () => void done.push('first'));
  guarantees.add(async () => void done.push('second'));
  const dropped = guarantees.add(async () => void done.push('dropped'));
  guarantees.drop(dropped);
  await first();
  await guarantees.keep();
  await guarantees.keep();
  await first();
  expect(done).toEqual(['first', 'second']);
});

test('each is tried, and the first error is thrown', async () => {
  const done: string[] = [];
  const guarantees = new Guarantees();
  guarantees.add(async () => void done.push('last'));
  guarantees.add(() => Promise.reject(new Error('two')));
  guarantees.add(() => Promise.reject(new Error('one')));
  await expect(guarantees.keep()).rejects.toThrow('one');
  expect(done).toEqual(['last']);
});
