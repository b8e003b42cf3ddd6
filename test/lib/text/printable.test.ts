import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonText, printable, printableLines } from '../../../src/lib/text/printable.js';

describe('foreign text in one line', () => {
  test.each([
    ['a clear screen', '\x1b[2Jx', '\\x1b[2Jx'],
    ['a line of its own', 'a\nERROR b', 'a\\x0aERROR b'],
    ['a line over another', 'bad\rgood', 'bad\\x0dgood'],
    ['a C1 control sequence', 'a\x9b31m', 'a\\x9b31m'],
    ['DEL and a bell', '\x7f\x07', '\\x7f\\x07'],
    ['a right-to-left override', 'exe.\u202egpj', 'exe.\\u202egpj'],
    ['what cannot be seen', 'a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
    ["an order to GitHub's runner", '::error file=x::boo', '\\x3a:error file=x::boo'],
    ['one after a blank', 'seen ::stop-commands::x', 'seen \\x3a:stop-commands::x'],
    ["an order to Azure's", '##vso[task.complete]', '\\x23#vso[task.complete]'],
  ])('%s', (_what, text, shown) => expect(printable(text)).toBe(shown));

  test.each(['grüße, 接続 — ✔', '::1', '[::ffff:127.0.0.1]:80', 'a::b', '# a ## b', ''])(
    '%j stays as it is',
    (text) => expect(printable(text)).toBe(text),
  );

  test('of whatever kind holds no control when it is shown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they must be gone
        expect(printable(text)).not.toMatch(/[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]/);
      }),
    );
  });
});

test('of several lines each is shown by itself, with its tabs', () => {
  expect(printableLines('a\tb\r\n\x1b[1mc\n')).toBe('a\tb\n\\x1b[1mc\n');
});

test('JSON keeps its value and moves no cursor', () => {
  const value = { '\u202ename': ['\x9b2J', '\x7f', 'plain', '\n'] };
  const text = jsonText(value);
  expect(JSON.parse(text)).toEqual(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they must be gone
  expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  expect(text.endsWith('}\n')).toBe(true);
});
