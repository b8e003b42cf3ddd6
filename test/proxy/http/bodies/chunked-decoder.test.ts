import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChunkedDecoder } from '../../../../src/proxy/http/bodies/chunked-decoder.js';
import { asTransient, cut } from '../../../support/http/pieces.js';

interface Decoded {
  content: string;
  /** Bytes that belong to the body. */
  used: number;
  done: boolean;
  broken: boolean;
}

function decode(pieces: readonly Buffer[]): Decoded {
  const decoder = new ChunkedDecoder();
  const result: Decoded = { content: '', used: 0, done: false, broken: false };
  const onPiece = (bytes: Buffer, start: number, end: number): void => {
    result.content += bytes.toString('latin1', start, end);
  };
  for (const [bytes, length] of asTransient(pieces)) {
    const after = decoder.read(bytes, 0, length, { onPiece });
    if (after < 0) return { ...result, broken: true };
    result.used += after;
    result.done = decoder.done;
    if (decoder.done) break;
  }
  return result;
}

const chunks = fc.array(
  fc.record({
    content: fc.string({ minLength: 1, maxLength: 40, unit: 'binary-ascii' }),
    extension: fc.constantFrom('', ';name=value', ';a;b="c d"'),
    upper: fc.boolean(),
  }),
  { maxLength: 6 },
);

describe('a chunked body', () => {
  test('is the same however it was cut, and ends exactly where it ends', () => {
    fc.assert(
      fc.property(
        chunks.chain((list) => {
          const wire = list
            .map(({ content, extension, upper }) => {
              const size = content.length.toString(16);
              return `${upper ? size.toUpperCase() : size}${extension}\r\n${content}\r\n`;
            })
            .join('');
          const body = `${wire}0\r\nTrailer: t\r\n\r\n`;
          const content = list.map((chunk) => chunk.content).join('');
          return cut(Buffer.from(`${body}GET /`, 'latin1')).map((pieces) => ({
            pieces,
            content,
            used: body.length,
          }));
        }),
        ({ pieces, content, used }) => {
          expect(decode(pieces)).toEqual({ content, used, done: true, broken: false });
        },
      ),
    );
  });

  test.each([
    ['a size that is no number', 'x\r\n'],
    ['no size', '\r\n'],
    ['a negative size', '-1\r\n'],
    ['a size with 0x', '0x5\r\nhello\r\n'],
    ['a size with a space', '5 \r\nhello\r\n'],
    ['a size beyond any number', 'fffffffffffff\r\n'],
    ['a size line that ends in LF alone', '5\nhello\r\n0\r\n\r\n'],
    ['a size line with a bare CR', '5\rX'],
    ['content longer than its size', '3\r\nhello\r\n'],
    ['content that ends in LF alone', '5\r\nhello\n'],
    ['a trailer with a bare CR', '0\r\nA: b\rc\r\n\r\n'],
    ['an extension without end', `5;${'a'.repeat(5000)}`],
  ])('is refused for %s, however it was cut', (_, wire) => {
    fc.assert(
      fc.property(cut(Buffer.from(wire, 'latin1')), (pieces) => {
        expect(decode(pieces).broken).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ['trailers of any length', `0\r\n${'A: b\r\n'.repeat(3000)}\r\n`, ''],
    [
      'zeros in front of a size',
      `${'0'.repeat(40)}5\r\nhello\r\n${'0'.repeat(40)}\r\n\r\n`,
      'hello',
    ],
  ])('may have %s', (_, wire, content) => {
    const used = wire.length;
    const whole = { content, used, done: true, broken: false };
    expect(decode([Buffer.from(wire, 'latin1')])).toEqual(whole);
  });

  test('that stops early is neither done nor broken', () => {
    expect(decode([Buffer.from('5\r\nhel')])).toMatchObject({ done: false, broken: false });
    expect(decode([Buffer.from('5\r\nhello\r\n0\r\n')])).toMatchObject({ done: false });
  });
});
