import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostIn, parseHost } from '../../../../src/proxy/http/heads/host.js';
import { headOf } from '../../../../src/proxy/http/heads/message-head.js';

test.each([
  ['Example.COM:80', 'example.com'],
  ['example.com.', 'example.com'],
  ['[::1]:8000', '[::1]'],
  ['a..b', null],
  ['a b', null],
  ['a/b', null],
  ['', null],
  [':80', null],
  ['.', null],
  ['.:80', null],
  ['h:x', 'h'],
  ['h:', 'h'],
  ['h:99999', 'h'],
  ['h:8..0', null],
  ['h.:8.0', 'h.'],
  ['u:p@h', 'u'],
  ['[::1', '[::1'],
  ['[::1]x', '[::1]'],
  ['h[', 'h['],
  [']', ']'],
  ['a%2eb', 'a%2eb'],
  ['A_b"<>\\;,@', 'a_b"<>\\;,@'],
  ['\xc3\x89.example', '\xc3\x89.example'],
  ['h\th', null],
  ['h\x7f', null],
  ['h\0', null],
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
