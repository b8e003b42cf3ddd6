import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostIn, parseHost } from '../../../src/proxy/http/host.js';
import { headOf } from '../../../src/proxy/http/message-head.js';

test.each([
  ['Example.COM:80', 'example.com'],
  ['example.com.', 'example.com'],
  ['[::1]:8000', '[::1]'],
  ['a..b', null],
  ['a b', null],
  ['a/b', null],
  ['', null],
  [':80', null],
])('%j is the host %j', (text, host) => {
  expect(parseHost(text)).toBe(host);
});

test('a host is the same whatever was asked before', () => {
  const named = fc.constantFrom('a', 'b', 'A', 'a:80', 'b:8', 'ab', '', 'a..', 'example.com:8000');
  fc.assert(
    fc.property(fc.array(fc.tuple(named, fc.nat({ max: 3 }))), (asked) => {
      for (const [text, before] of asked) {
        const head = headOf(`${'x'.repeat(before)}${text}\r\n\r\n`);
        expect(hostIn(head, before, before + text.length)).toBe(parseHost(text));
      }
    }),
  );
});
