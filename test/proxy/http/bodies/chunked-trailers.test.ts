import { expect, test } from 'vitest';
import { ChunkedDecoder } from '../../../../src/proxy/http/bodies/chunked-decoder.js';

const BROKEN = ['bad', ' x: y', 'a : b', ': b', 'a\tb: c'];

test.each(BROKEN)('a trailer line %j, which is no field, breaks the body', (line) => {
  const bytes = Buffer.from(`0\r\n${line}\r\n\r\n`);
  expect(new ChunkedDecoder().read(bytes, 0, bytes.length, null)).toBe(-1);
});

test('trailer fields are taken, with empty values too', () => {
  const bytes = Buffer.from('0\r\nX-Sum: 1:2\r\nempty:\r\n\r\n');
  expect(new ChunkedDecoder().read(bytes, 0, bytes.length, null)).toBe(bytes.length);
});
