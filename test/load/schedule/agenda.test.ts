import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Agenda, type Sleeper } from '../../../src/load/schedule/agenda.js';

function sleeper(onDue: (nowMs: number) => void): Sleeper {
  return { dueMs: Number.POSITIVE_INFINITY, due: onDue };
}

test('wakes everybody due, the earliest first, whatever the order of asking', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1000 })),
      fc.integer({ min: 0, max: 1000 }),
      (times, now) => {
        const agenda = new Agenda();
        const woken: number[] = [];
        for (const atMs of times)
          agenda.wake(
            sleeper(() => woken.push(atMs)),
            atMs,
          );
        agenda.run(now);
        expect(woken).toEqual(times.filter((atMs) => atMs <= now).sort((a, b) => a - b));
      },
    ),
  );
});

describe('a sleeper', () => {
  it('is woken once, at the time it asked for last', () => {
    const agenda = new Agenda();
    const woken: number[] = [];
    const one = sleeper((nowMs) => woken.push(nowMs));
    agenda.wake(one, 10);
    agenda.wake(one, 30);
    agenda.run(20);
    expect(woken).toEqual([]);
    agenda.run(30);
    agenda.run(40);
    expect(woken).toEqual([30]);
  });

  it('may ask again while it is awake', () => {
    const agenda = new Agenda();
    const woken: number[] = [];
    const one: Sleeper = sleeper((nowMs) => {
      woken.push(nowMs);
      agenda.wake(one, nowMs + 10);
    });
    agenda.wake(one, 10);
    for (const nowMs of [10, 15, 20, 30]) agenda.run(nowMs);
    expect(woken).toEqual([10, 20, 30]);
  });

  it('can be put to sleep for good', () => {
    const agenda = new Agenda();
    const one = sleeper(() => expect.unreachable());
    agenda.wake(one, 10);
    agenda.wake(one, Number.POSITIVE_INFINITY);
    agenda.run(100);
    expect(agenda.nextMs).toBe(Number.POSITIVE_INFINITY);
  });
});

test('says when an earlier time has come to the front, and only then', () => {
  const earlier: number[] = [];
  const agenda = new Agenda((atMs) => earlier.push(atMs));
  for (const atMs of [50, 70, 20, 20, 10])
    agenda.wake(
      sleeper(() => undefined),
      atMs,
    );
  expect(earlier).toEqual([50, 20, 10]);
});
