import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headOf } from '../../../../src/proxy/http/heads/message-head.js';
import { parseRequestHead } from '../../../../src/proxy/http/heads/request-head.js';
import { parseRequestUri } from '../../../../src/proxy/http/heads/uri.js';

test('a target that is called simple means the same without the shorter way', () => {
  const piece = fc.constantFrom(
    '/',
    '.',
    '%41',
    '#',
    '?',
    'a',
    'b',
    'a/',
    '?x=%',
    '..',
    'http://h',
  );
  const target = fc
    .array(piece, { minLength: 1, maxLength: 5 })
    .map((pieces) => `/${pieces.join('')}`);
  let simple = 0;
  fc.assert(
    fc.property(target, (text) => {
      const head = parseRequestHead(headOf(`GET ${text} HTTP/1.1\r\nHost: h\r\n\r\n`));
      if (typeof head === 'number' || !head.simple) return;
      simple++;
      expect(parseRequestUri(text, true, true)).toEqual(parseRequestUri(text, true, false));
      expect(parseRequestUri(text, false, true)).toEqual(parseRequestUri(text, false, false));
    }),
    { numRuns: 3000 },
  );
  expect(simple).toBeGreaterThan(300);
});
