import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { backendNameIn } from '../../../src/load/http1/backend-name.js';

const head = (value: string) => ({ headers: new Map([['x-backend', value]]) });

test('the name that an answer gives is kept as it is, up to a length', () => {
  expect(backendNameIn(head('a'), 'x-backend')).toBe('a');
  expect(backendNameIn(head('a'), 'x-other')).toBeNull();
  expect(backendNameIn(head('b'.repeat(60_000)), 'x-backend')).toBe('b'.repeat(256));
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('of a long head nothing is kept but the name', () => {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const names = Array.from({ length: 1000 }, (_, n) => {
    const text = `${'x'.repeat(60_000)}${n}, a name of the backend`;
    // A substring of a text, as the reader of heads makes it.
    return backendNameIn(head(text.slice(60_000)), 'x-backend');
  });
  collectGarbage();
  expect(names[999]).toBe('999, a name of the backend');
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(30e6);
});
