import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeLine, quoted } from '../../../src/proxy/log/escape.js';
import { engines } from '../../net/support/engines.js';
import { loopback } from '../../support/loopback.js';
import { startLogging } from '../support/logging-proxy.js';

describe('a line of the error log', () => {
  test.each([
    ['\x1b[31m', '\\x1B[31m'],
    ['a\nb\r\tc\0', 'a\\x0Ab\\x0D\\x09c\\x00'],
    ['\x7f\x80\x9b\xff', '\\x7F\\x80\\x9B\\xFF'],
    // The low byte of the first character is a line feed; the second reverses the text that
    // follows.
    ['\u010a\u202e', '\\xC4\\x8A\\xE2\\x80\\xAE'],
    ['\u{1f600}', '\\xF0\\x9F\\x98\\x80'],
    ['plain "text" \\x1B', 'plain "text" \\x1B'],
  ])('%j is written as %s', (line, written) => {
    expect(escapeLine(line)).toBe(written);
  });

  test('is printable ASCII, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        expect(escapeLine(line)).toMatch(/^[ -~]*$/);
      }),
    );
  });
});

test('a text in quotes ends where its quotes end', () => {
  expect(quoted('a" b\\')).toBe('"a\\x22 b\\x5C"');
});

test.each(engines)(
  'what a client sends forges no line and no field, on the %s engine',
  async (engine) => {
    const front = loopback(1);
    const proxy = await startLogging(
      engine,
      `error_log errors.log info;
     log_format own "caf\u00e9 \u010a $request";
     server { listen ${front}:8000; root /nowhere; access_log access.log own; }`,
    );
    const client = await proxy.open();
    client.write(
      'GET /%1b[31m%0a2026/01/01%20%22 HTTP/1.1\r\nHost: x",forged:"y\r\nReferer: \x9b31m\r\n\r\n',
    );
    await client.until((text) => text.includes(' 404 '));
    client.write('GE\x1bT / HTTP/1.1\r\n\r\n');
    await client.ended();
    const lines = (await proxy.logged('errors.log')).split('\n').slice(0, -1);
    expect(lines.map((line) => line.replace(/^.*: \*\d+ /, ''))).toEqual([
      'open() "/nowhere/\\x1B[31m\\x0A2026/01/01 \\x22" failed (2: No such file or directory), ' +
        'client: 127.0.0.1, server: , request: "GET /%1b[31m%0a2026/01/01%20%22 HTTP/1.1", ' +
        'host: "x\\x22,forged:\\x22y", referrer: "\\x9B31m"',
      'client sent invalid method while reading client request line, client: 127.0.0.1, server: , ' +
        'request: "GE\\x1BT / HTTP/1.1"',
    ]);
    expect((await proxy.logged('access.log')).split('\n')).toEqual([
      'café \u010a GET /%1b[31m%0a2026/01/01%20%22 HTTP/1.1',
      'café \u010a GE\\x1BT / HTTP/1.1',
      '',
    ]);
  },
);
