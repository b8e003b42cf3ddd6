import { interruptionOf } from '../lib/errors.js';
import { type Clock, REAL_CLOCK } from './clock.js';

/** Waits that the events which end a run early cut short. */
export interface Waiter {
  /** @throws TidegateError COMMAND_INTERRUPTED, or the failure of a box. */
  sleep(ms: number): Promise<void>;
  /** Resolves with `work`, unless the run ends first. */
  until<T>(work: Promise<T>): Promise<T>;
  /** The same, for `ms` at most. @param late makes the error for the expired time */
  within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T>;
}

/** @param failure rejects when a box dies. */
export function createWaiter(
  signal: AbortSignal,
  failure: Promise<never>,
  clock: Clock = REAL_CLOCK,
): Waiter {
  const ended = new Promise<never>((_resolve, reject) => {
    const end = (): void => reject(interruptionOf(signal));
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
  // The promise may reject while nothing waits on it. This handler prevents an unhandled rejection;
  // the next wait still sees it.
  ended.catch(() => undefined);
  failure.catch(() => undefined);
  const until = <T>(work: Promise<T>): Promise<T> => Promise.race([work, ended, failure]);
  return {
    until,
    sleep: (ms) => withTimer(ms, until, clock),
    within: (ms, work, late) =>
      withTimer(
        ms,
        (elapsed) => {
          const passed = elapsed.then(() => {
            throw late();
          });
          return until(Promise.race([work, passed]));
        },
        clock,
      ),
  };
}

/** Gives `work` a promise that resolves after `ms`, and clears the timer when `work` is over. */
export async function withTimer<T>(
  ms: number,
  work: (elapsed: Promise<void>) => Promise<T>,
  clock: Clock = REAL_CLOCK,
): Promise<T> {
  const over = new AbortController();
  try {
    return await work(clock.sleep(ms, over.signal));
  } finally {
    over.abort();
  }
}
