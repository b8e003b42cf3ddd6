import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyBody } from '../../../src/load/http1/body.js';
import { ChunkedDecoder } from '../../../src/load/http1/chunked-decoder.js';

/** Chunked bodies, correct and slightly wrong. */
const bodies = fc
  .array(
    fc.oneof(
      {
        arbitrary: fc.nat(40).map((size) => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`),
        weight: 6,
      },
      fc.constantFrom(
        '5;a=b\r\nxxxxx\r\n',
        '0000000005\r\nxxxxx\r\n',
        '0\r\nA: b\r\n\r\n',
        '0\r\n\r\n',
      ),
      fc.constantFrom(
        '\r\n',
        'g\r\n',
        '5\r\nxxxx\r\n',
        '5\nxxxxx\r\n',
        '5 \r\nxxxxx\r\n',
        '-1\r\n',
      ),
    ),
    { maxLength: 6 },
  )
  .map((chunks) => Buffer.from(`${chunks.join('')}0\r\n\r\n`, 'latin1'));

const states = (bytes: Buffer, pieceBytes: number) => {
  const decoder = new ChunkedDecoder(anyBody);
  let taken = 0;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    taken += decoder.read(bytes, at, Math.min(bytes.length, at + pieceBytes)) - at;
    if (decoder.state === 'complete' || decoder.state === 'corrupt') break;
  }
  const { state, bodyBytes } = decoder;
  // How much of a wrong line has arrived decides where it is given up.
  return state === 'corrupt' ? { state } : { state, bodyBytes, taken };
};

test('whole lines are read as lines that come byte by byte', () => {
  fc.assert(
    fc.property(bodies, fc.integer({ min: 2, max: 200 }), (bytes, pieceBytes) => {
      expect(states(bytes, pieceBytes)).toEqual(states(bytes, 1));
    }),
    { numRuns: 2000 },
  );
});

test('it begins again as a new one', () => {
  const decoder = new ChunkedDecoder(anyBody);
  const bytes = Buffer.from('3\r\nabc\r\n0\r\n\r\n');
  for (let round = 0; round < 2; round++) {
    expect(decoder.read(bytes, 0, bytes.length)).toBe(bytes.length);
    expect(decoder).toMatchObject({ state: 'complete', bodyBytes: 3 });
    decoder.begin(anyBody);
  }
  decoder.read(Buffer.from('zz'), 0, 2);
  decoder.begin(anyBody);
  expect(decoder).toMatchObject({ state: 'size', bodyBytes: 0 });
});
