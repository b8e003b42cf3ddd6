import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ring } from '../../../src/bench/flow/ring.js';
import { UnderWay } from '../../../src/bench/worker/under-way.js';

const SIZE = 4;
/** true = add an entry, false = remove one. */
const moves = fc.array(fc.boolean(), { maxLength: 40 });

test('a ring gives back what was put in, in order, and then nothing', () => {
  fc.assert(
    fc.property(moves, (all) => {
      const [ring, queue]: [Ring<number>, number[]] = [new Ring(SIZE), []];
      all.forEach((comes, n) => {
        if (!comes) expect(ring.shift()).toBe(queue.shift() ?? null);
        else if (queue.length < SIZE) {
          ring.push(n);
          queue.push(n);
        }
      });
      for (const n of queue) expect(ring.shift()).toBe(n);
      expect(ring.shift()).toBe(null);
    }),
  );
});

test('requests under way are settled in the order in which they were sent', () => {
  fc.assert(
    fc.property(moves, (all) => {
      const [underWay, queue]: [UnderWay, number[]] = [new UnderWay(SIZE), []];
      all.forEach((comes, n) => {
        if (comes && !underWay.full) {
          underWay.add(n, n + 0.5);
          queue.push(n);
        } else if (!comes && queue.length > 0) {
          expect(underWay.sentMs).toBe((queue[0] as number) + 0.5);
          expect(underWay.take()).toBe(queue.shift());
        }
        expect(underWay.count).toBe(queue.length);
        expect(underWay.full).toBe(queue.length === SIZE);
      });
    }),
  );
});
