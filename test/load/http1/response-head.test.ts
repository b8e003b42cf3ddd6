import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { HeadMemory } from '../../../src/load/http1/head-memory.js';
import { parseResponseHead, type ResponseHead } from '../../../src/load/http1/response-head.js';
import { plainHead } from '../support/plain-head.js';

/** A head in lines, most of them correct. */
const line = fc.oneof(
  fc.constantFrom(
    'Content-Length: 5',
    'content-length:\t12 ',
    'Content-Length: 5, 5',
    'CONTENT-LENGTH: x',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip',
    'Connection: keep-alive, Close',
    'Connection:keep-alive',
    'connection : close',
    'Date: Fri, 27 Nov 2026 15:02:06 GMT',
    'X-Empty:',
    'X-High: \u00e9\u00a0',
    ' folded',
    ': nameless',
    'X-Bare: a\nb',
    'X-Nul: \0',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => `X-${text}`),
);
const first = fc.oneof(
  { arbitrary: fc.constantFrom('HTTP/1.1 200 OK', 'HTTP/1.0 404 Not Found'), weight: 8 },
  fc.constantFrom('HTTP/1.1 204', 'HTTP/1.1 304 ', 'HTTP/1.1 103 Early Hints'),
  fc.constantFrom('HTTP/1.2 200 OK', 'HTTP/1.1 099 X', 'HTTP/1.1 2000', 'http/1.1 200 OK', 'HTTP'),
);
const heads = fc
  .tuple(first, fc.array(line, { maxLength: 5 }))
  .map(([status, lines]) => Buffer.from(`${[status, ...lines].join('\r\n')}\r\n\r\n`, 'latin1'));

const told = (head: ResponseHead | null) =>
  head && {
    status: head.status,
    framing: head.framing,
    close: head.close,
    headers: new Map(head.headers),
  };

test('a head is read as the grammar has it, wherever it lies', () => {
  fc.assert(
    fc.property(heads, fc.nat(9), (bytes, before) => {
      const placed = Buffer.concat([Buffer.alloc(before, 'x'), bytes, Buffer.from('HTTP/1.1')]);
      const read = parseResponseHead(placed, before, before + bytes.length);
      expect(told(read)).toEqual(plainHead(bytes));
    }),
    { numRuns: 2000 },
  );
});

test('one byte changed is read as the grammar has it', () => {
  const right = Buffer.from(
    'HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: 42\r\nConnection: keep-alive\r\n\r\n',
  );
  fc.assert(
    fc.property(fc.nat(right.length - 5), fc.nat(255), (at, byte) => {
      const bytes = Buffer.from(right);
      bytes[at] = byte;
      // A line feed or return may turn the following line into an empty line; that is another head.
      fc.pre(bytes.indexOf('\r\n\r\n') === bytes.length - 4);
      expect(told(parseResponseHead(bytes, 0, bytes.length))).toEqual(plainHead(bytes));
    }),
    { numRuns: 2000 },
  );
});

describe('the memory of heads', () => {
  it('recalls what it has read, and nothing that is like it', () => {
    fc.assert(
      fc.property(fc.array(heads, { maxLength: 12 }), (several) => {
        const memory = new HeadMemory();
        for (const bytes of several) {
          const behind = Buffer.concat([bytes, Buffer.from('body')]);
          const known = memory.recall(behind, 0, behind.length);
          const head = known ?? memory.read(behind, 0, bytes.length);
          if (known) expect(memory.length).toBe(bytes.length);
          expect(told(head)).toEqual(plainHead(bytes));
        }
      }),
    );
  });

  it('gives the same head for the same bytes, and waits for all of them', () => {
    const memory = new HeadMemory();
    const bytes = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n');
    const head = memory.read(bytes, 0, bytes.length);
    expect(memory.recall(bytes, 0, bytes.length)).toBe(head);
    expect(memory.recall(bytes, 0, bytes.length - 1)).toBe(null);
  });

  it('keeps copies: the buffer it reads from is another response the next moment', () => {
    const memory = new HeadMemory();
    const bytes = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n');
    const head = memory.read(bytes, 0, bytes.length);
    bytes.fill('x');
    expect(memory.recall(bytes, 0, bytes.length)).toBe(null);
    expect(head?.headers.get('content-length')).toBe('2');
  });
});
