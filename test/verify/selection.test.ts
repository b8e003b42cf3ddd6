import fc from 'fast-check';
import { expect, it } from 'vitest';
import { concat, countOf, select } from '../../src/verify/selection.js';
import { SortedRows } from '../../src/verify/sorted-rows.js';

const even = (n: number): boolean => n % 2 === 0;
const small = (n: number): boolean => n < 10;

it('a selection of a selection is what two filters leave of an array', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (values) => {
      const chosen = select(select(values, even), small);
      const filtered = values.filter(even).filter(small);
      expect([...chosen]).toEqual(filtered);
      expect(chosen.length).toBe(filtered.length);
      expect(chosen.at(0)).toBe(filtered.at(0));
      expect(chosen.at(-1)).toBe(filtered.at(-1));
      expect(chosen.filter((n) => n > 4)).toEqual(filtered.filter((n) => n > 4));
      expect(chosen.some((n) => n === 2)).toBe(filtered.some((n) => n === 2));
      expect(chosen.every((n) => n > 0)).toBe(filtered.every((n) => n > 0));
      const rows = values.map((n) => ({ n, weight: 1 }));
      expect(countOf(rows, ({ n }) => even(n))).toBe(values.filter(even).length);
      expect([...concat([chosen, values])]).toEqual([...filtered, ...values]);
    }),
  );
});

it('sorted rows find every row of a key, in the order of the table, and none of NaN', () => {
  const key = fc.oneof(fc.nat(8), fc.constant(Number.NaN));
  fc.assert(
    fc.property(fc.array(key), fc.nat(9), (keys, wanted) => {
      const rows = new SortedRows(Float64Array.from(keys));
      expect(rows.rowsOf(wanted)).toEqual(
        keys.flatMap((one, row) => (one === wanted ? [row] : [])),
      );
      expect(rows.rowsOf(Number.NaN)).toEqual([]);
    }),
  );
});
