import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeadReader, MAX_HEAD_BYTES } from '../../../src/backend/http/head-reader.js';
import type { HeadError, RequestHead } from '../../../src/backend/http/request-head.js';
import { asTransient, cut } from '../../support/http/pieces.js';

interface Read {
  readonly result: RequestHead | HeadError | null;
  /** Bytes that were not read. */
  readonly left: number;
}

function read(pieces: readonly Buffer[]): Read {
  const reader = new HeadReader();
  let seen = 0;
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  for (const [bytes, length] of asTransient(pieces)) {
    const after = reader.read(bytes, 0, length);
    if (reader.result !== null) return { result: reader.result, left: total - seen - after };
    seen += length;
  }
  return { result: null, left: 0 };
}

const readText = (text: string): Read => read([Buffer.from(text, 'latin1')]);

const HEAD = [
  'POST http://a.example/up/load?x=1?2 HTTP/1.1',
  'Host: a.example',
  'x-tidegate-ID:\t r1 \t',
  'Transfer-Encoding: Chunked',
  'Connection: Keep-Alive, upgrade',
  'Upgrade: Tidegate-Echo',
  'Expect: 100-Continue',
  'X-Other-Id___: any, length 13',
  '',
  '',
].join('\r\n');

describe('a head', () => {
  test('is read, and what follows is left alone', () => {
    const { result, left } = readText(`${HEAD}BODY`);
    expect(left).toBe(4);
    expect(result).toMatchObject({
      method: 'POST',
      path: '/up/load',
      query: 'x=1?2',
      minorVersion: 1,
      id: 'r1',
      chunked: true,
      contentLength: null,
      upgrades: true,
      upgrade: 'tidegate-echo',
      expectsContinue: true,
      persists: true,
      hasBody: true,
    });
  });

  test('is the same however it was cut into pieces', () => {
    const bytes = Buffer.from(`${HEAD}BODY`);
    const whole = read([bytes]);
    fc.assert(
      fc.property(cut(bytes), (pieces) => {
        expect(read(pieces)).toEqual(whole);
      }),
    );
    expect(read([...bytes].map((byte) => Buffer.from([byte])))).toMatchObject({
      result: whole.result,
    });
  });

  test('may have empty lines before it, in any number', () => {
    const { result } = readText(`${'\r\n'.repeat(MAX_HEAD_BYTES)}${HEAD}`);
    expect(result).toMatchObject({ path: '/up/load' });
  });

  test.each([
    ['GET / HTTP/1.1\r\nHost: a', '/', true],
    ['GET / HTTP/1.1\r\nHost:', '/', true],
    ['GET /a%20/../b//c;d HTTP/1.1\r\nHost: a', '/a%20/../b//c;d', true],
    ['GET http://a.example HTTP/1.1\r\nHost: a', '/', true],
    ['GET https://[::1]:8/p?q HTTP/1.1\r\nHost: a', '/p', true],
    ['OPTIONS * HTTP/1.1\r\nHost: a', '*', true],
    ['PATCH /caf\xe9 HTTP/1.1\r\nHost: a', '/caf\xe9', true],
    ['GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close', '/', false],
    ['GET / HTTP/1.1\r\nHost: a\r\nConnection: closed', '/', true],
    ['GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nConnection: close', '/', false],
    ['GET / HTTP/1.0', '/', false],
    ['GET / HTTP/1.0\r\nConnection: keep-alive', '/', true],
  ])('%j asks for %s, and whether it persists is %s', (lines, path, persists) => {
    expect(readText(`${lines}\r\n\r\n`).result).toMatchObject({ path, persists });
  });

  test.each([
    ['GET / HTTP/1.1', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\nHost: a', 400],
    ['GET / HTTP/1.0\r\nHost: a\r\nHost: b', 400],
    ['GET  / HTTP/1.1\r\nHost: a', 400],
    ['GET /', 400],
    ['GET a HTTP/1.1\r\nHost: a', 400],
    ['GET * HTTP/1.1\r\nHost: a', 400],
    ['G(T / HTTP/1.1\r\nHost: a', 400],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1\r\nHost: a', 501],
    ['GET /\x7f HTTP/1.1\r\nHost: a', 400],
    ['GET / HTTP/2.0\r\nHost: a', 505],
    ['GET / HTTP/1.2\r\nHost: a', 505],
    ['GET / http/1.1\r\nHost: a', 400],
    ['GET / HTTP/1.1\nHost: a', 400],
    ['GET / HTTP/1.1\r\nHost: a\n', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\n folded', 400],
    ['GET / HTTP/1.1\r\nHost : a', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\n: b', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\nNo-Colon', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\nA: b\0', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\nA: b\rc', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1e3', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length:', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nTransfer-Encoding: chunked', 400],
    ['POST / HTTP/1.0\r\nTransfer-Encoding: chunked', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked', 501],
    ['POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity', 501],
  ])('%j is refused with %i', (lines, status) => {
    const bytes = Buffer.from(`${lines}\r\n\r\n`, 'latin1');
    expect(read([bytes]).result).toBe(status);
    expect(read([...bytes].map((byte) => Buffer.from([byte]))).result).toBe(status);
  });

  test.each([
    ['one line', 'GET /'.padEnd(MAX_HEAD_BYTES + 1, 'a')],
    ['many lines', `GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(MAX_HEAD_BYTES / 6)}`],
  ])('that has no end in %s is refused, in pieces of any size', (_, text) => {
    const bytes = Buffer.from(text);
    expect(read([bytes]).result).toBe(431);
    expect(read([bytes.subarray(0, 40_000), bytes.subarray(40_000)]).result).toBe(431);
  });

  test('of single bytes takes time in proportion to its length', () => {
    const reader = new HeadReader();
    const byte = Buffer.from('a');
    // Each byte is read only once: a slow reader would not reach the limit within the test's time.
    for (let at = 0; at <= MAX_HEAD_BYTES; at++) reader.read(byte, 0, 1);
    expect(reader.result).toBe(431);
  });

  test('with an id that no load generator sends is taken without one', () => {
    const { result } = readText(
      `GET / HTTP/1.1\r\nHost: a\r\nX-Tidegate-Id: ${'x'.repeat(1000)}\r\n\r\n`,
    );
    expect(result).toMatchObject({ id: '' });
  });
});

test('any bytes at all have one of three ends', () => {
  const byte = fc.oneof(
    fc.constantFrom(...Buffer.from('\r\n: GET/HTP1.0')),
    fc.integer({ min: 0, max: 255 }),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 200 }), (bytes) => {
      const { result } = read([Buffer.from(bytes)]);
      expect(result === null || typeof result === 'number' || result.path !== '').toBe(true);
    }),
  );
});
