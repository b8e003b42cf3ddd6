import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addPorts,
  expandPorts,
  mergedRanges,
  portsInCommon,
  usablePorts,
} from '../../src/lib/ports.js';

const port = fc.integer({ min: 1, max: 40 });

it('holds each port once, in order, neighbours together', () => {
  expect(addPorts('', [])).toBe('');
  expect(addPorts('8080,40-41', [9148, 42, 8080])).toBe('40-42,8080,9148');
  fc.assert(
    fc.property(fc.array(port), fc.array(port), (some, more) => {
      const list = addPorts(addPorts('', some), more);
      const all = [...new Set([...some, ...more])].sort((a, b) => a - b);
      expect(expandPorts(list)).toEqual(all);
      expect(addPorts(list, more)).toBe(list);
    }),
  );
});

it('merges ranges, and counts what they have in common with another', () => {
  const merged = mergedRanges([
    [30, 39],
    [10, 12],
    [11, 20],
    [21, 22],
  ]);
  expect(merged).toEqual([
    [10, 22],
    [30, 39],
  ]);
  expect(portsInCommon([20, 31], merged)).toBe(5);
});

it('leaves out the ports that are not free', () => {
  expect(usablePorts([10, 14], [12, 9, 14])).toEqual([10, 11, 13]);
  expect(usablePorts([10, 11])).toEqual([10, 11]);
});
