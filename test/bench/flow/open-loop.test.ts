import { describe, expect, it } from 'vitest';
import { OpenLoop } from '../../../src/bench/flow/open-loop.js';
import type { BenchClient } from '../../../src/bench/worker/bench-client.js';

/** A client that takes one request and keeps it until the test says that the answer came. */
class MadeClient {
  queued = false;
  canSend = true;
  readonly sent: { dueMs: number; sentMs: number }[] = [];

  send(dueMs: number, sentMs: number): void {
    this.canSend = false;
    this.sent.push({ dueMs, sentMs });
  }
}

const NEVER = { onTime: () => undefined, wakeIn: () => undefined, close: () => undefined };

/** A clock that only the test sets, and a timer that never fires. */
function setUp(clients: number) {
  const clock = { nowMs: 0 };
  const times = { startMs: 0, measureMs: 0, endMs: 100 };
  const pace = { rate: 100, worker: 0, workers: 1, clients };
  const loop = new OpenLoop({ ...pace, times, now: () => clock.nowMs, timer: NEVER });
  const made = Array.from({ length: clients }, () => new MadeClient());
  const all = made as unknown as BenchClient[];
  const free = (client: number, nowMs: number): void => {
    clock.nowMs = nowMs;
    (made[client] as MadeClient).canSend = true;
    loop.free(all[client] as BenchClient, nowMs);
  };
  /** Lets the loop look for requests that are due, as its timer would. */
  const look = (nowMs: number): void => {
    const busy = Object.assign(new MadeClient(), { canSend: false });
    loop.free(busy as unknown as BenchClient, nowMs);
  };
  for (const client of all) loop.free(client, -1);
  loop.begin(all, 0);
  return { loop, made, free, look, clock };
}

describe('an open loop', () => {
  it('counts latency from when a request was due, not from when a connection was free for it', () => {
    const { loop, made, free, look } = setUp(1);
    look(10);
    free(0, 35);
    free(0, 36);
    free(0, 37);
    free(0, 38);
    expect(made[0]?.sent).toEqual([
      { dueMs: 0, sentMs: 0 },
      { dueMs: 10, sentMs: 35 },
      { dueMs: 20, sentMs: 36 },
      { dueMs: 30, sentMs: 37 },
    ]);
    loop.stop(38);
    // The target was late, not the loop.
    expect(loop.lagMs).toBe(0);
  });

  it('says how late it was itself, where a connection was free', () => {
    const { loop, free } = setUp(2);
    free(0, 17);
    loop.stop(17);
    expect(loop.lagMs).toBe(7);
  });

  it('uses the connection that has been free for longest', () => {
    const { loop, made, free } = setUp(3);
    free(0, 10);
    free(1, 20);
    loop.stop(20);
    expect(made.map(({ sent }) => sent.map(({ dueMs }) => dueMs))).toEqual([[0], [10], [20]]);
  });

  it('counts what was due and not sent', () => {
    const { loop, free, clock } = setUp(1);
    free(0, 10);
    clock.nowMs = 60;
    loop.stop(60);
    expect({ due: loop.due, unsent: loop.unsent }).toEqual({ due: 7, unsent: 5 });
    expect(loop.over()).toBe(true);
  });

  it('is over when all is sent', () => {
    const { loop, free } = setUp(1);
    for (let nowMs = 10; nowMs < 100; nowMs += 10) free(0, nowMs);
    expect(loop.over()).toBe(true);
    expect({ due: loop.due, unsent: loop.unsent }).toEqual({ due: 10, unsent: 0 });
  });
});
