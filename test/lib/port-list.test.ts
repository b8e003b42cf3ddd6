import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addPorts, expandPorts } from '../../src/lib/port-list.js';

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
