import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeadReader } from '../../../../src/proxy/http/heads/head-reader.js';
import { asTransient, cut } from '../../../support/http/pieces.js';

const head = 'GET /a HTTP/1.1\r\nHost: x\r\nX-Long: some value\r\n\r\n';

function read(pieces: readonly Buffer[]): { text: string; left: number } | null {
  const reader = new HeadReader();
  let seen = 0;
  let total = 0;
  for (const piece of pieces) total += piece.length;
  for (const [bytes, length] of asTransient(pieces)) {
    const after = reader.read(bytes, 0, length);
    if (after >= 0) return { text: reader.text, left: total - seen - after };
    seen += length;
  }
  return null;
}

describe('a head', () => {
  test('is the same however it was cut into pieces, and what follows is left alone', () => {
    const bytes = Buffer.from(`${head}BODY`);
    fc.assert(
      fc.property(cut(bytes), (pieces) => {
        expect(read(pieces)).toEqual({ text: head, left: 4 });
      }),
    );
  });

  test('may have lines that end in LF alone', () => {
    const text = 'GET / HTTP/1.1\nHost: x\n\n';
    fc.assert(
      fc.property(cut(Buffer.from(text)), (pieces) => {
        expect(read(pieces)?.text).toBe(text);
      }),
    );
  });

  test('may have empty lines before it', () => {
    expect(read([Buffer.from(`\r\n\r\n${head}`)])?.text).toBe(head);
    expect(read([Buffer.from('\r'), Buffer.from(`\n${head}`)])?.text).toBe(head);
  });

  test('ends with its first empty line, wherever that lies', () => {
    const bytes = fc
      .array(fc.constantFrom('\r', '\n', 'a'), { minLength: 1, maxLength: 12 })
      .map((characters) => Buffer.from(`b${characters.join('')}`));
    const cutBytes = bytes.chain((whole) => cut(whole).map((pieces) => ({ whole, pieces })));
    fc.assert(
      fc.property(cutBytes, ({ whole, pieces }) => {
        const text = /^.*?\n\r?\n/s.exec(whole.toString())?.[0];
        const expected = text === undefined ? null : { text, left: whole.length - text.length };
        expect(read(pieces)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('that has no end is not taken for one', () => {
    expect(read([Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n')])).toBeNull();
    expect(read([Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\rX')])).toBeNull();
  });

  test('that goes on is measured', () => {
    const reader = new HeadReader();
    expect(reader.begun).toBe(false);
    reader.read(Buffer.from('GET / HT'), 0, 8);
    expect([reader.begun, reader.size, reader.beginning]).toEqual([true, 8, 'GET / HT']);
    reader.reset();
    expect([reader.begun, reader.size]).toEqual([false, 0]);
  });
});
