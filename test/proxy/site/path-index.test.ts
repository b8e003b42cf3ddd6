import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PathPrefixes, WholePaths } from '../../../src/proxy/site/path-index.js';

const path = fc.string({ unit: fc.constantFrom('/', 'a', 'b'), maxLength: 6 });
/** Few patterns are compared one by one, many are looked up. */
const patterns = fc.uniqueArray(path, { minLength: 1, maxLength: 20 });

const indexed = (names: readonly string[]) => new Map(names.map((name) => [name, name]));

test('the longest prefix is found, of few and of many', () => {
  fc.assert(
    fc.property(patterns, path, (names, asked) => {
      const fitting = names.filter((name) => asked.startsWith(name));
      const longest = fitting.sort((a, b) => b.length - a.length)[0];
      expect(new PathPrefixes(indexed(names)).longest(asked)).toBe(longest);
    }),
  );
});

test('a whole path is found, of few and of many', () => {
  fc.assert(
    fc.property(patterns, path, (names, asked) => {
      const whole = names.includes(asked) ? asked : undefined;
      expect(new WholePaths(indexed(names)).get(asked)).toBe(whole);
    }),
  );
});
