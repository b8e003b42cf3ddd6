import { describe, expect, test } from 'vitest';
import { type Reusable, Reusables } from '../../../src/proxy/slots/reusables.js';

class Idle implements Reusable {
  olderReusable: Reusable | null = null;
  newerReusable: Reusable | null = null;
  reusableNumber = 0;
  closed = false;

  giveWay(): void {
    this.closed = true;
  }
}

function filled(count: number): { readonly reusables: Reusables; readonly idle: readonly Idle[] } {
  const reusables = new Reusables();
  const idle = Array.from({ length: count }, () => new Idle());
  for (const one of idle) reusables.add(one);
  return { reusables, idle };
}

const closedOf = (idle: readonly Idle[]): number[] =>
  idle.flatMap(({ closed }, at) => (closed ? [at] : []));

describe('connections that may be closed for others', () => {
  test.each([
    [1, 1],
    [7, 1],
    [8, 1],
    [90, 11],
    [256, 32],
    [1000, 32],
  ])('of %i, the oldest %i go at once, as in nginx', (count, most) => {
    const { reusables, idle } = filled(count);
    expect(reusables.closeOldest(true)).toBe(true);
    expect(closedOf(idle)).toEqual(Array.from({ length: most }, (_, at) => at));
    expect(reusables.size).toBe(count - most);
  });

  test('none is closed that has been taken out, and one that is added anew is the newest', () => {
    const { reusables, idle } = filled(3);
    const [first, second] = idle as [Idle, Idle];
    reusables.delete(first);
    reusables.delete(second);
    reusables.delete(second);
    reusables.add(first);
    while (reusables.closeOldest(true)) if (closedOf(idle).length === 1) break;
    expect(closedOf(idle)).toEqual([2]);
    expect(reusables.size).toBe(1);
  });

  test('only what was there at the mark is settled', () => {
    const { reusables, idle } = filled(2);
    expect([reusables.fresh, reusables.closeOldest()]).toEqual([2, false]);
    reusables.mark();
    const late = new Idle();
    reusables.add(late);
    reusables.settle();
    expect(reusables.fresh).toBe(1);
    while (reusables.closeOldest());
    expect([closedOf(idle), late.closed]).toEqual([[0, 1], false]);
    reusables.delete(late);
    expect([reusables.fresh, reusables.size]).toEqual([0, 0]);
  });

  test('what has had all that it asked for goes first', () => {
    const { reusables, idle } = filled(2);
    reusables.mark();
    reusables.settle();
    const done = new Idle();
    reusables.addFirst(done);
    expect([reusables.closeOldest(), done.closed, closedOf(idle)]).toEqual([true, true, []]);
  });
});
