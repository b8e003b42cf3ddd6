import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BodyReader } from '../../../src/backend/http/body-reader.js';
import { BROKEN } from '../../../src/backend/http/line-reader.js';
import { RequestHead } from '../../../src/backend/http/request-head.js';
import { asTransient, cut } from '../../support/http/pieces.js';

interface Read {
  readonly content: string;
  readonly end: 'whole' | 'broken' | 'waiting';
  /** Bytes behind the body. */
  readonly left: number;
}

function read(framing: Partial<RequestHead>, pieces: readonly Buffer[]): Read {
  const reader = new BodyReader(Object.assign(new RequestHead(), framing));
  let content = '';
  let left = pieces.reduce((sum, { length }) => sum + length, 0);
  const taker = {
    take: (bytes: Buffer, start: number, end: number): void => {
      content += bytes.toString('latin1', start, end);
    },
  };
  for (const [bytes, length] of asTransient(pieces)) {
    const after = reader.read(bytes, 0, length, taker);
    if (after === BROKEN) return { content, end: 'broken', left: 0 };
    left -= after;
    if (reader.done) return { content, end: 'whole', left };
  }
  return { content, end: 'waiting', left };
}

const CHUNKED = { chunked: true };

describe('a body', () => {
  test.each([
    ['of known length', { contentLength: 5 }, 'helloMORE', 'hello'],
    ['in chunks', CHUNKED, '3\r\nhel\r\n002\r\nlo\r\n0\r\n\r\nMORE', 'hello'],
    ['with extensions', CHUNKED, '3;a=b;c="d e"\r\nhel\r\n2 ;x\r\nlo\r\n0;z\r\n\r\nMORE', 'hello'],
    ['with trailers', CHUNKED, 'A\r\n0123456789\r\n0\r\nT: 1\r\nU:\r\n\r\nMORE', '0123456789'],
    ['of no chunk', CHUNKED, '0\r\n\r\nMORE', ''],
  ])('%s is the same however it was cut into pieces', (_, framing, wire, content) => {
    const bytes = Buffer.from(wire);
    const expected = { content, end: 'whole', left: 4 };
    expect(read(framing, [bytes])).toEqual(expected);
    fc.assert(
      fc.property(cut(bytes), (pieces) => {
        expect(read(framing, pieces)).toEqual(expected);
      }),
    );
  });

  test.each([
    ['no size', '\r\n'],
    ['a size that is no number', 'g\r\n'],
    ['a sign', '-1\r\n'],
    ['0x', '0x1\r\n'],
    ['a size beyond exact numbers', 'fffffffffffff\r\n'],
    ['white space before the size', ' 1\r\na\r\n0\r\n\r\n'],
    ['a control in an extension', '1;\x01\r\na\r\n'],
    ['a chunk longer than its size', '1\r\nab\r\n'],
    ['a chunk shorter than its size', '3\r\na\r\n0\r\n\r\n'],
    ['LF alone after a size', '1\na\r\n0\r\n\r\n'],
    ['LF alone after a chunk', '1\r\na\n0\r\n\r\n'],
    ['a trailer without a name', '0\r\n: x\r\n\r\n'],
    ['a trailer that is none', '0\r\nx y\r\n\r\n'],
    ['an endless extension', `1;${'x'.repeat(5000)}`],
    ['endless trailers', `0\r\n${'T: x\r\n'.repeat(10_000)}`],
  ])('with %s is broken, in pieces too', (_, wire) => {
    const bytes = Buffer.from(wire, 'latin1');
    expect(read(CHUNKED, [bytes]).end).toBe('broken');
    expect(
      read(
        CHUNKED,
        [...bytes].map((byte) => Buffer.from([byte])),
      ).end,
    ).toBe('broken');
  });

  test.each([
    ['of known length', { contentLength: 5 }, 'hell'],
    ['in a chunk', CHUNKED, '3\r\nhe'],
    ['before the last chunk', CHUNKED, '3\r\nhel\r\n'],
    ['before the empty line', CHUNKED, '0\r\n'],
  ])('%s that has not ended waits', (_, framing, wire) => {
    expect(read(framing, [Buffer.from(wire)]).end).toBe('waiting');
  });
});
