import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headOf } from '../../../../src/proxy/http/heads/message-head.js';
import { parseResponseHead } from '../../../../src/proxy/http/heads/response-head.js';

/** The definition of a status line, written in another way than in the parser. */
const STATUS_LINE = /^HTTP\/1\.\d [1-9]\d\d(?: [^\0\r\n]*)?\r?\n/;

const parse = (line: string) => parseResponseHead(headOf(`${line}A: b\r\n\r\n`));

describe('a status line', () => {
  test('is taken where it is one, whatever has been done to it', () => {
    const good = 'HTTP/1.1 200 OK\r\n';
    const character = fc.constantFrom('\0', '\r', '\n', ' ', '0', '9', 'x', '/', ':');
    fc.assert(
      fc.property(fc.nat(good.length), fc.nat(3), character, (at, cut, inserted) => {
        const line = good.slice(0, at) + inserted + good.slice(at + cut);
        // If it ends inside the text, the rest becomes a field line, which is not tested here.
        fc.pre(line.indexOf('\n') === line.length - 1);
        expect(parse(line) !== null).toBe(STATUS_LINE.test(line));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['HTTP/1.1 200 OK\r\n', 200, '200 OK', 1],
    ['HTTP/1.0 404 Not Found\n', 404, '404 Not Found', 0],
    ['HTTP/1.1 204 \r\n', 204, '204 ', 1],
    ['HTTP/1.1 204\r\n', 204, '204', 1],
    ['HTTP/1.7 599 a  b \r\n', 599, '599 a  b ', 1],
    ['HTTP/1.1 200 \xe9\xa0\r\n', 200, '200 \xe9\xa0', 1],
  ] as const)('%j is read', (line, status, statusText, minorVersion) => {
    expect(parse(line)).toMatchObject({ status, statusText, minorVersion });
  });
});
