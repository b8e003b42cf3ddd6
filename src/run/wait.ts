import { setTimeout as delay } from 'node:timers/promises';
import { interruptionOf } from '../lib/interruption.js';

/** What a run waits for, against what may end it early. */
export interface Waiter {
  /** @throws TidegateError COMMAND_INTERRUPTED, or the failure of a box. */
  sleep(ms: number): Promise<void>;
  /** Resolves with `work`, unless the run ends first. */
  until<T>(work: Promise<T>): Promise<T>;
}

/** @param failure rejects when a box dies. */
export function createWaiter(signal: AbortSignal, failure: Promise<never>): Waiter {
  const ended = new Promise<never>((_resolve, reject) => {
    const end = (): void => reject(interruptionOf(signal));
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
  // Either may happen while nobody waits; whoever waits next still sees it.
  ended.catch(() => undefined);
  failure.catch(() => undefined);
  const until = <T>(work: Promise<T>): Promise<T> => Promise.race([work, ended, failure]);
  return { until, sleep: (ms) => withTimer(ms, until) };
}

/** Hands `work` a promise that resolves after `ms`; no timer is left when it is over. */
export async function withTimer<T>(
  ms: number,
  work: (elapsed: Promise<void>) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const elapsed = delay(Math.max(0, ms), undefined, { signal: over.signal });
  elapsed.catch(() => undefined);
  try {
    return await work(elapsed);
  } finally {
    over.abort();
  }
}
