import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenizeLines } from '../../../../src/config/haproxy/syntax/tokenize.js';
import { TidegateError } from '../../../../src/lib/errors.js';
import { refusalOf } from '../../../support/refusal.js';

const texts = (text: string) =>
  tokenizeLines(text, 'f').map((line) => line.map((word) => word.text));

describe("HAProxy's rules of quoting", () => {
  it.each([
    ['a b  c\t d', ['a', 'b', 'c', 'd']],
    ['a b#c d', ['a', 'b']],
    ['a "b # c" d', ['a', 'b # c', 'd']],
    ['a \\# b\\ c', ['a', '#', 'b c']],
    ['a "b"\'c\'d', ['a', 'bcd']],
    ["a '\\1 \"'", ['a', '\\1 "']],
    ['a "\\"b"', ['a', '"b']],
    ['a \\1 \\\\ \\x41\\n', ['a', '\\1', '\\', 'A\n']],
    ['a ""', ['a', '']],
  ])('%s', (line, words) => {
    expect(texts(line)).toEqual([words]);
  });

  it('give every word its place, and empty lines none', () => {
    const [, second] = tokenizeLines('global\r\n\n  maxconn  "5" # five\n', 'f');
    expect(second).toEqual([
      { text: 'maxconn', quoted: false, place: { file: 'f', line: 3, column: 3 } },
      { text: '5', quoted: true, place: { file: 'f', line: 3, column: 12 } },
    ]);
  });

  it('refuse a quote that is not closed on its line, and half a \\x', () => {
    expect(refusalOf(() => texts('a\n b "c\nd"'))).toContain('CONFIG_QUOTE_UNCLOSED f:2:4');
    expect(refusalOf(() => texts('a \\x4'))).toContain('CONFIG_ESCAPE_BAD f:1:3');
  });

  it('take any text, or refuse it on purpose', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a"\'\\#x4 \n\t') }), (text) => {
        try {
          tokenizeLines(text, 'f');
        } catch (error) {
          expect(error).toBeInstanceOf(TidegateError);
        }
      }),
    );
  });
});
