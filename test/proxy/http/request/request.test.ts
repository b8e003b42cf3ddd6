import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../../src/net/loop.js';
import { headOf } from '../../../../src/proxy/http/heads/message-head.js';
import {
  type HttpRequest,
  readRequest,
  requestLine,
  requestProtocol,
} from '../../../../src/proxy/http/request/request.js';
import { fakeClient } from '../../support/fake-client.js';

const connection = { remoteAddress: '127.0.0.9', remotePort: 4711 } as Connection;
const read = (...lines: string[]): ReturnType<typeof readRequest> =>
  readRequest(headOf(`${lines.join('\r\n')}\r\n\r\n`), connection, fakeClient);
const accepted = (...lines: string[]): HttpRequest => {
  const request = read(...lines);
  if (typeof request === 'number') throw new Error(`refused with ${request}`);
  return request;
};

describe('shapes that smuggle are refused', () => {
  test.each([
    [
      'both lengths',
      400,
      'POST / HTTP/1.1',
      'Host: x',
      'Content-Length: 3',
      'Transfer-Encoding: chunked',
    ],
    ['two lengths', 400, 'POST / HTTP/1.1', 'Host: x', 'Content-Length: 3', 'Content-Length: 3'],
    ['a list of lengths', 400, 'POST / HTTP/1.1', 'Host: x', 'Content-Length: 3, 3'],
    ['a signed length', 400, 'POST / HTTP/1.1', 'Host: x', 'Content-Length: +3'],
    ['an empty length', 400, 'POST / HTTP/1.1', 'Host: x', 'Content-Length:'],
    [
      'a length beyond any number',
      400,
      'POST / HTTP/1.1',
      'Host: x',
      'Content-Length: 9999999999999999',
    ],
    ['chunked in HTTP/1.0', 400, 'POST / HTTP/1.0', 'Host: x', 'Transfer-Encoding: chunked'],
    [
      'chunked twice',
      400,
      'POST / HTTP/1.1',
      'Host: x',
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: chunked',
    ],
    ['another coding', 501, 'POST / HTTP/1.1', 'Host: x', 'Transfer-Encoding: gzip, chunked'],
    ['a coding in disguise', 501, 'POST / HTTP/1.1', 'Host: x', 'Transfer-Encoding: xchunked'],
    ['obs-fold', 400, 'GET / HTTP/1.1', 'Host: x', 'A: b', ' c'],
    ['space before the colon', 400, 'GET / HTTP/1.1', 'Host: x', 'Content-Length : 3'],
    ['a bare CR in a value', 400, 'GET / HTTP/1.1', 'Host: x', 'A: b\rContent-Length: 3'],
    ['a control in a value', 400, 'GET / HTTP/1.1', 'Host: x', 'A: b\x01c'],
    ['a NUL', 400, 'GET / HTTP/1.1', 'Host: x', 'A: b\0c'],
    ['a line without colon', 400, 'GET / HTTP/1.1', 'Host: x', 'nonsense'],
    ['an empty name', 400, 'GET / HTTP/1.1', 'Host: x', ': b'],
    ['no host', 400, 'GET / HTTP/1.1', 'A: b'],
    ['two hosts', 400, 'GET / HTTP/1.1', 'Host: x', 'Host: y'],
    ['no host at all in it', 400, 'GET / HTTP/1.1', 'Host: a b'],
    ['a tab before a host', 400, 'GET / HTTP/1.1', 'Host: \tx'],
    ['a tab behind a host', 400, 'GET / HTTP/1.1', 'Host: x \t'],
    ...['h h', 'h/a', '', 'h..x', ':80'].map(
      (host) =>
        [
          `the host ${JSON.stringify(host)} beside another in the target`,
          400,
          'GET http://h/ HTTP/1.1',
          `Host: ${host}`,
        ] as const,
    ),
    ...[
      '"',
      '<',
      '>',
      '\\',
      ';',
      ',',
      '@',
      '_',
      '%41',
      '\xe9',
      'u@h',
      'h:x',
      '[::1',
      '[::1]x',
      '',
      '.',
    ].map(
      (host) =>
        [
          `the host ${JSON.stringify(host)} in the target`,
          400,
          `GET http://${host}/ HTTP/1.1`,
          'Host: x',
        ] as const,
    ),
    ['a lower-case method', 400, 'get / HTTP/1.1', 'Host: x'],
    ['a control character in the target', 400, 'GET /\u0001 HTTP/1.1', 'Host: x'],
    ['a space in the target', 400, 'GET /a b HTTP/1.1', 'Host: x'],
    ['no target', 400, 'GET HTTP/1.1', 'Host: x'],
    ['no version', 400, 'GET /', 'Host: x'],
    ['a version that is not ours', 505, 'GET / HTTP/2.0', 'Host: x'],
    ['a way above the root', 400, 'GET /../etc/passwd HTTP/1.1', 'Host: x'],
    ['an encoded way above the root', 400, 'GET /%2e%2e/etc HTTP/1.1', 'Host: x'],
    ['a broken percent', 400, 'GET /%zz HTTP/1.1', 'Host: x'],
    ['an encoded NUL', 400, 'GET /%00 HTTP/1.1', 'Host: x'],
    ['CONNECT', 405, 'CONNECT / HTTP/1.1', 'Host: x'],
    ['CONNECT to an authority', 400, 'CONNECT x:80 HTTP/1.1', 'Host: x'],
    ['TRACE', 405, 'TRACE / HTTP/1.1', 'Host: x'],
    ['a target that is too long', 414, `GET /${'a'.repeat(8200)} HTTP/1.1`, 'Host: x'],
    ['a line that is too long', 494, 'GET / HTTP/1.1', 'Host: x', `A: ${'a'.repeat(8200)}`],
  ] as [string, number, ...string[]][])('%s: %i', (_, status, ...lines) => {
    expect(read(...lines)).toBe(status);
  });
});

describe('a request', () => {
  test('is taken apart', () => {
    const request = accepted(
      'POST /a/./b//c?x=1&y HTTP/1.1',
      'Host: Example.COM:8080',
      'Content-Length: 5',
    );
    expect(request).toMatchObject({
      method: 'POST',
      minorVersion: 1,
      path: '/a/b/c',
      host: 'example.com',
      framing: { kind: 'length', bytes: 5 },
      uri: { requestUri: '/a/./b//c?x=1&y', args: 'x=1&y' },
    });
  });

  test('in absolute form names its host in the target', () => {
    const request = accepted('GET http://A.example/p HTTP/1.1', 'Host: other');
    expect([request.host, request.path]).toEqual(['a.example', '/p']);
  });

  test('in absolute form without a path asks for the root', () => {
    const { path, args, uri } = accepted('GET http://h:80?a=b HTTP/1.1', 'Host: x');
    expect({ path, args, sent: uri.requestUri }).toEqual({ path: '/', args: 'a=b', sent: '?a=b' });
  });

  test.each([
    'GET http://h/a HTTP/1.1',
    'GET  /a HTTP/1.1',
    'GET /a HTTP/1.1 ',
    'GET /a HTTP/1.2',
    'GET /a\xa0b HTTP/1.01',
    'GET /a HTTP/1.0',
  ])('%j is that line in the logs', (line) => {
    const request = accepted(line, 'Host: x');
    expect(requestLine(request)).toBe(line);
    expect(requestProtocol(request)).toBe(line.slice(line.indexOf('HTTP/')));
  });

  test('may have zeros in front of its length', () => {
    const zeros = '0'.repeat(30);
    const { framing } = accepted('POST / HTTP/1.1', 'Host: x', `Content-Length: ${zeros}5`);
    expect(framing).toEqual({ kind: 'length', bytes: 5 });
    expect(accepted('POST / HTTP/1.1', 'Host: x', `Content-Length: ${zeros}`).framing.kind).toBe(
      'none',
    );
  });

  test.each([
    ['HTTP/1.1', undefined, true],
    ['HTTP/1.1', 'close', false],
    ['HTTP/1.1', 'Keep-Alive, Close', false],
    ['HTTP/1.0', undefined, false],
    ['HTTP/1.0', 'Keep-Alive', true],
  ] as const)('in %s with Connection: %s keeps alive: %s', (version, option, keeps) => {
    const fields = option === undefined ? [] : [`Connection: ${option}`];
    expect(accepted(`GET / ${version}`, 'Host: x', ...fields).wantsKeepAlive).toBe(keeps);
  });

  test('loses fields with odd names, as nginx drops them', () => {
    const { headers } = accepted(
      'GET / HTTP/1.1',
      'Host: x',
      'X_Under: a',
      'X.Dot: b',
      'X-Good: c',
    );
    expect(headers.linesWithout(new Set())).toBe('Host: x\r\nX-Good: c\r\n');
  });
});
