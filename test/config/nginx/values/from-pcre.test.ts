import { describe, expect, it } from 'vitest';
import { fromPcre } from '../../../../src/config/nginx/values/from-pcre.js';
import { toLikeRegExp, toRegExp } from '../../../../src/config/nginx/values/regex.js';

describe('a regular expression of PCRE, in JavaScript', () => {
  it.each([
    ['(?P<a>x)(?P=a)', '(?<a>x)\\k<a>'],
    ["(?'a'x)\\k'a'\\k{a}\\g{a}\\g1\\g{1}1", '(?<a>x)\\k<a>\\k<a>\\k<a>(?:\\1)(?:\\1)1'],
    ['\\Aa\\z', '^a$'],
    ['a.$', 'a[^\\n](?=\\n?$)'],
    ['[a.$]\\.\\$', '[a.$]\\.\\$'],
    ["[(?P<](?'][)]", "[(?P<](?'][)]"],
    ['[]a.]$', '[\\]a.](?=\\n?$)'],
    ['[^]a[]$', '[^\\]a[](?=\\n?$)'],
    ['[\\]$]', '[\\]$]'],
    ['[[:alpha:]_]', '[A-Za-z_]'],
    ['\\x{41}\\x4', '\\x41\\x04'],
    ['\\d\\w\\b\\n\\/\\1', '\\d\\w\\b\\n\\/\\1'],
  ])('%s', (pcre, javaScript) => {
    expect(fromPcre(pcre)).toBe(javaScript);
  });

  it.each([
    ...['\\Qa.b\\E', 'a\\Kb', '\\p{L}', '\\g{-1}', '[\\H]'],
    ...['\\y', '[\\z]', '\\x{100}', '[:alpha:]', '[[:^alpha:]]'],
  ])('%s is refused, not misread', (pcre) => {
    expect(() => toRegExp(pcre)).toThrow(SyntaxError);
  });

  it('begins with the flag that says: without case', () => {
    expect(toRegExp('(?i)^/a$').test('/A')).toBe(true);
    expect(() => toRegExp('^/(?i)a$')).toThrow(SyntaxError);
  });

  it('is taken for the nearest where no request is led by it', () => {
    expect(toLikeRegExp('(?i)a\\Kb').test('AKB')).toBe(true);
    expect(toLikeRegExp('(?i-s:a)b(?#c)(?C1)(?-i)(*UTF8)d++').test('abd')).toBe(true);
    expect(toLikeRegExp('(?<n>a)(?&n)?(?P>n)?(?1)?(?R)?(?(1)b|c)(?(<n>)d)').test('abd')).toBe(true);
    expect(() => toLikeRegExp('(?i)a**')).toThrow(SyntaxError);
    expect(() => toLikeRegExp('a\\y')).toThrow(SyntaxError);
  });
});
