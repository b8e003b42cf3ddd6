import { afterEach, describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/lib/clock.js';
import type { PreciseTimer } from '../../src/net/loop.js';
import { createPreciseTimer } from '../../src/net/precise-timer.js';
import { engines } from './support/engines.js';

describe.each(engines)('a precise timer, engine %s', (engine) => {
  let timer: PreciseTimer;
  afterEach(() => timer.close());

  /** How long after now it fires. */
  async function wake(...waits: number[]): Promise<number> {
    const startMs = monotonicMs();
    const woken = new Promise<void>((resolve) => {
      timer.onTime = resolve;
    });
    for (const ms of waits) timer.wakeIn(ms);
    await keptAlive(woken);
    return monotonicMs() - startMs;
  }

  /** Node's timers keep whole milliseconds, and round down. */
  const earlyMs = engine === 'node' ? 1 : 0.01;

  it('wakes when the time has come, a fraction of a millisecond too', async () => {
    timer = await createPreciseTimer(engine);
    for (const ms of [0.3, 2.5, 0, -1, 1001]) {
      expect(await wake(ms)).toBeGreaterThanOrEqual(ms - earlyMs);
    }
  });

  it('forgets what it was asked for before', async () => {
    timer = await createPreciseTimer(engine);
    expect(await wake(1, 30)).toBeGreaterThanOrEqual(30 - earlyMs);
    expect(await wake(60_000, 1)).toBeLessThan(60_000);
  });

  it('is silent once it is closed', async () => {
    timer = await createPreciseTimer(engine);
    let woken = false;
    timer.onTime = () => {
      woken = true;
    };
    timer.wakeIn(1);
    timer.close();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(woken).toBe(false);
  });
});

/** Keeps the process alive, because the timer alone does not. */
async function keptAlive(promise: Promise<void>): Promise<void> {
  const keeper = setInterval(() => undefined, 1000);
  await promise;
  clearInterval(keeper);
}
