import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../../src/config/nginx/syntax/parse.js';
import { tokenize } from '../../../../src/config/nginx/syntax/tokenize.js';
import { TidegateError } from '../../../../src/lib/errors.js';
import { refusalOf } from '../../../support/refusal.js';

const words = (text: string) =>
  tokenize(text, 'f').map((token) => (token.kind === 'word' ? token.text : token.kind));

describe('words', () => {
  it('end at space, semicolon and opening brace', () => {
    expect(words('listen 80;server{')).toEqual(['listen', '80', ';', 'server', '{']);
  });

  it('keep a brace after a dollar and a closing brace inside', () => {
    expect(words('a ${host}x;')).toEqual(['a', '${host}x', ';']);
  });

  it('know quotes and comments only at their beginning', () => {
    expect(words('a b"c d#e # the rest "')).toEqual(['a', 'b"c', 'd#e']);
  });

  it('may be empty, but only in quotes', () => {
    expect(words(`"" '';`)).toEqual(['', '', ';']);
  });

  it('resolve nginx escapes and keep every other backslash', () => {
    expect(words(String.raw`"\"\\\r\n\t\." '\'' \;x`)).toEqual(['"\\\r\n\t\\.', "'", '\\;x']);
  });

  it('take a parenthesis after a closing quote, as `if` needs', () => {
    expect(words('if ($a = "b") {')).toEqual(['if', '($a', '=', 'b', ')', '{']);
  });

  it('carry their line and column, after strings of several lines too', () => {
    const [, second, third] = tokenize('"a\n\nb"  c\n  d', 'f');
    expect(second?.place).toEqual({ file: 'f', line: 3, column: 5 });
    expect(third?.place).toEqual({ file: 'f', line: 4, column: 3 });
  });
});

describe('refusals', () => {
  it.each([
    ['a "b', 'CONFIG_QUOTE_UNCLOSED f:1:3 the string opened by " is never closed'],
    ['a "b"c;', 'CONFIG_MARK_UNEXPECTED f:1:6 unexpected "c" after a closing quote'],
    ['a b\n}', 'CONFIG_SEMICOLON_MISSING f:1:1 "a" is not ended by ";" or "{" before "}" at f:2:1'],
    [
      'a b',
      'CONFIG_SEMICOLON_MISSING f:1:1 "a" is not ended by ";" or "{" before the end of the file',
    ],
    ['a {\n b;\n', 'CONFIG_BLOCK_UNCLOSED f:1:1 the block that begins here is never closed'],
    ['a;}', 'CONFIG_MARK_UNEXPECTED f:1:3 unexpected "}"'],
    [';', 'CONFIG_MARK_UNEXPECTED f:1:1 unexpected ";"'],
    ['{}', 'CONFIG_MARK_UNEXPECTED f:1:1 unexpected "{"'],
    [
      `a ${'b'.repeat(4096)};`,
      'CONFIG_WORD_TOO_LONG f:1:3 this word has 4096 bytes, and at most 4095 are allowed',
    ],
    ['a{'.repeat(60), 'CONFIG_TOO_DEEP f:1:102 blocks are nested more than 50 deep'],
  ])('%j', (text, refusal) => {
    expect(refusalOf(() => parse(text, 'f'))).toBe(refusal);
  });
});

describe('any text', () => {
  const nginxLike = fc
    .array(fc.constantFrom('a', '$', '{', '}', ';', '"', "'", '\\', '#', '\n', ' ', ')', 'é', '1'))
    .map((parts) => parts.join(''));

  it('is read or refused with a place, never anything else', () => {
    fc.assert(
      fc.property(fc.oneof(nginxLike, fc.string()), (text) => {
        try {
          parse(text, 'f');
        } catch (error) {
          if (!(error instanceof TidegateError) || !error.place) throw error;
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('comes back whole from double quotes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const quoted = `"${text.replace(/[\\"]/g, '\\$&')}"`;
        expect(words(`a ${quoted};`)).toEqual(['a', text, ';']);
      }),
    );
  });
});
