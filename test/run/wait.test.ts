import { expect, test } from 'vitest';
import { TidegateError } from '../../src/lib/errors.js';
import { createWaiter, withTimer } from '../../src/run/wait.js';

const never = new Promise<never>(() => undefined);

test('work that ends is handed on', async () => {
  const waiter = createWaiter(new AbortController().signal, never);
  await expect(waiter.until(Promise.resolve(7))).resolves.toBe(7);
  await expect(waiter.sleep(1)).resolves.toBeUndefined();
});

test('an interruption ends whatever is waited for, then and ever after', async () => {
  const controller = new AbortController();
  const waiter = createWaiter(controller.signal, never);
  const waiting = waiter.sleep(60_000);
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'COMMAND_INTERRUPTED', exitCode: 130 });
  await expect(waiter.until(never)).rejects.toMatchObject({ code: 'COMMAND_INTERRUPTED' });
});

test('a signal that was aborted before is an interruption too', async () => {
  const waiter = createWaiter(AbortSignal.abort(), never);
  await expect(waiter.until(never)).rejects.toMatchObject({ code: 'COMMAND_INTERRUPTED' });
});

test('the death of a box ends the wait with its own error', async () => {
  const death = Promise.reject(new TidegateError('BOX_DIED', 'the frontend proxy ended'));
  const waiter = createWaiter(new AbortController().signal, death);
  await expect(waiter.sleep(60_000)).rejects.toMatchObject({ code: 'BOX_DIED' });
});

test('a wait that ends early leaves no timer that keeps the process alive', async () => {
  const timers = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await withTimer(60_000, () => Promise.resolve());
  const waiter = createWaiter(AbortSignal.abort(), never);
  await waiter.sleep(60_000).catch(() => undefined);
  expect(timers()).toBe(before);
});
