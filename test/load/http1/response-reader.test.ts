import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { patternBody } from '../../../src/load/http1/body.js';
import { ResponseReader } from '../../../src/load/http1/response-reader.js';

const pattern = (length: number, offset = 0): Buffer =>
  Buffer.from(Array.from({ length }, (_, i) => (offset + i) % 251));

/** Feeds the pieces one by one at the times 0, 10, 20 ...; with FIN at the end if `fin` is set. */
function read(pieces: readonly Buffer[], fin = false): ResponseReader {
  const reader = new ResponseReader(() => patternBody);
  pieces.forEach((piece, i) => {
    reader.read(piece, 0, piece.length, i * 10);
  });
  if (fin) reader.end(pieces.length * 10);
  return reader;
}

const head = (...lines: string[]): Buffer => Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
const withBody = (lines: string[], ...body: (Buffer | string)[]): Buffer =>
  Buffer.concat([head(...lines), ...body.map((part) => Buffer.from(part as string, 'latin1'))]);

const CHUNKED = withBody(
  ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'X-Tidegate-Backend: a'],
  'a;name=value\r\n',
  pattern(10),
  '\r\n',
  '12C\r\n',
  pattern(300, 10),
  '\r\n',
  '0\r\n',
  'X-Trailer: yes\r\n',
  '\r\n',
);
const LENGTH = withBody(['HTTP/1.1 200 OK', 'Content-Length: 70000'], pattern(70_000));
const INTERIM = Buffer.concat([
  head('HTTP/1.1 100 Continue'),
  head('HTTP/1.1 103 Early Hints', 'Link: x'),
  CHUNKED,
]);

describe('a whole response', () => {
  test.each([
    ['chunked, with extension and trailer', CHUNKED, 310],
    ['with a length', LENGTH, 70_000],
    ['after interim responses', INTERIM, 310],
    ['without a body', head('HTTP/1.1 204 No Content'), 0],
    ['of length 0', head('HTTP/1.1 200 ', 'Content-Length: 0'), 0],
  ])('%s', (_name, bytes, bodyBytes) => {
    expect(read([bytes])).toMatchObject({ state: 'complete', bodyBytes });
  });

  it('ends with FIN where it has no length, and only there', () => {
    const untilClose = withBody(['HTTP/1.1 200 OK'], pattern(500));
    expect(read([untilClose])).toMatchObject({ state: 'body' });
    expect(read([untilClose], true)).toMatchObject({ state: 'complete', bodyBytes: 500 });
    expect(read([LENGTH.subarray(0, 5000)], true).state).toBe('body');
    expect(read([CHUNKED.subarray(0, -2)], true).state).toBe('body');
  });

  it('hands what follows a 101 back to its caller', () => {
    const upgrade = head('HTTP/1.1 101 Switching Protocols', 'Upgrade: tidegate-echo');
    const reader = new ResponseReader();
    const bytes = Buffer.concat([upgrade, pattern(5)]);
    expect(reader.read(bytes, 0, bytes.length, 0)).toBe(upgrade.length);
    expect(reader.state).toBe('upgraded');
  });

  it('does not take what follows the response', () => {
    const bytes = Buffer.concat([CHUNKED, Buffer.from('HTTP/1.1 408')]);
    expect(new ResponseReader().read(bytes, 0, bytes.length, 0)).toBe(CHUNKED.length);
  });

  it('knows who answered and whether the connection ends', () => {
    const { head: of } = read([
      head('HTTP/1.1 200 OK', 'Content-Length:0', 'Connection: Foo, Close'),
    ]);
    expect(of?.close).toBe(true);
    expect(read([CHUNKED]).head?.headers.get('x-tidegate-backend')).toBe('a');
    expect(read([head('HTTP/1.0 204 OK')]).head?.close).toBe(true);
  });
});

test('any split of the bytes gives the same result', () => {
  const cuts = fc.array(fc.nat(), { maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom(CHUNKED, INTERIM, LENGTH), cuts, (bytes, at) => {
      const ends = [...at.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b);
      const pieces = ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
      const { state, bodyBytes, head: seen } = read(pieces);
      const whole = read([bytes]);
      expect({ state, bodyBytes, seen }).toEqual({
        state: 'complete',
        bodyBytes: whole.bodyBytes,
        seen: whole.head,
      });
    }),
  );
  const bytewise = Array.from(INTERIM, (byte) => Buffer.of(byte));
  expect(read(bytewise)).toMatchObject({ state: 'complete', bodyBytes: 310 });
});

test('one reader reads response after response as readers of their own do', () => {
  const responses = fc.array(fc.constantFrom(CHUNKED, INTERIM, LENGTH), { maxLength: 5 });
  fc.assert(
    fc.property(responses, fc.integer({ min: 1, max: 70_400 }), (all, pieceBytes) => {
      const bytes = Buffer.concat(all);
      const reader = new ResponseReader(() => patternBody);
      const bodies: number[] = [];
      for (let start = 0; start < bytes.length; start += pieceBytes) {
        const end = Math.min(bytes.length, start + pieceBytes);
        for (let at = start; at < end; ) {
          at = reader.read(bytes, at, end, 0);
          if (reader.state !== 'complete') continue;
          bodies.push(reader.bodyBytes);
          reader.next();
        }
      }
      expect(bodies).toEqual(all.map((one) => read([one]).bodyBytes));
      expect(reader).toMatchObject({ state: 'head', started: false });
    }),
    { numRuns: 30 },
  );
});

test('a response to HEAD has no body, whatever its fields say', () => {
  const reader = new ResponseReader(undefined, true);
  const bytes = LENGTH.subarray(0, LENGTH.length - 70_000);
  expect(reader.read(bytes, 0, bytes.length, 0)).toBe(bytes.length);
  expect(reader).toMatchObject({ state: 'complete', bodyBytes: 0 });
});

test('what cannot become a response is corrupt before its head ends', () => {
  expect(read([Buffer.from('HTT')]).state).toBe('head');
  expect(read([Buffer.from('SSH-2.0-')]).state).toBe('corrupt');
  expect(read([Buffer.from('H'), Buffer.from('ELO')]).state).toBe('corrupt');
});

test('one wrong byte anywhere in a body is seen', () => {
  fc.assert(
    fc.property(fc.nat(69_999), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bytes = Buffer.from(LENGTH);
      const index = bytes.length - 70_000 + at;
      bytes[index] = (bytes[index] ?? 0) ^ flip;
      expect(read([bytes]).state).toBe('corrupt');
    }),
  );
});

test('the largest silence of a body is kept, up to the end', () => {
  const reader = new ResponseReader();
  const feed = (bytes: Buffer, ms: number) => reader.read(bytes, 0, bytes.length, ms);
  feed(head('HTTP/1.1 200 OK', 'Content-Length: 30'), 100);
  feed(pattern(10), 140);
  feed(pattern(10), 150);
  expect(reader.maxGapMs).toBe(40);
  reader.end(700);
  expect(reader).toMatchObject({ state: 'body', maxGapMs: 550, headMs: 100 });
});

describe('what is no HTTP/1.1', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['a bare LF', 'HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n'],
    ['a bare CR', 'HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n'],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nA : b\r\n\r\n'],
    ['a folded line', 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n'],
    [
      'a length and a coding',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['a coding nobody asked for', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
    ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['a chunk size that is none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\n'],
    [
      'a chunk without its CRLF',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\0X\r\n',
    ],
    [
      'a size line ended by LF alone',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\n\0\r\n',
    ],
    ['a head without end', `HTTP/1.1 200 OK\r\nA: ${'b'.repeat(70_000)}`],
  ])('%s is corrupt', (_name, text) => {
    expect(read([Buffer.from(text, 'latin1')]).state).toBe('corrupt');
    expect(read(Array.from(Buffer.from(text, 'latin1'), (byte) => Buffer.of(byte))).state).toBe(
      'corrupt',
    );
  });
});

test('unfinished heads of thousands of connections are held up to a bound, and given back', () => {
  const long = Buffer.from(`HTTP/1.1 200 OK\r\nA: ${'b'.repeat(60_000)}`, 'latin1');
  const readers = Array.from({ length: 2000 }, () => new ResponseReader());
  const before = process.memoryUsage().arrayBuffers;
  for (const reader of readers) reader.read(long, 0, long.length, 0);
  const states = readers.map(({ state }) => state);
  // The first ones may use all the room that a head may have; then the room is full.
  expect(states.indexOf('corrupt')).toBeGreaterThan(1000);
  expect(states.at(-1)).toBe('corrupt');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100e6);
  for (const reader of readers) reader.drop();
  const [again] = readers;
  again?.next();
  again?.read(long, 0, long.length, 0);
  expect(again?.state).toBe('head');
  again?.drop();
});
