import fc from 'fast-check';
import { expect, test } from 'vitest';
import { composeAgain, composeHead } from '../../../../src/proxy/http/answers/compose-answer.js';

test('an answer is the same whatever was answered before', () => {
  const answer = fc.record({
    start: fc.constantFrom('HTTP/1.1 200 OK\r\nDate: 1\r\n', 'HTTP/1.1 503 No\r\nDate: 1\r\n'),
    type: fc.constantFrom('text/plain', 'text/html', null),
    length: fc.constantFrom(-1, 0, 2, 3),
    connection: fc.constantFrom('Connection: close\r\n', 'Connection: keep-alive\r\n'),
    // A concatenated text as well as a flat one.
    body: fc.constantFrom('', 'ab', 'abc').chain((text) => fc.constantFrom(text, `${text}!`)),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(answer, fc.integer({ min: 1, max: 3 }))), (answers) => {
      for (const [{ start, type, length, connection, body }, times] of answers) {
        const head = composeHead(start, type, length, connection);
        for (let time = 0; time < times; time++) {
          const { text, headBytes } = composeAgain(start, type, length, connection, body);
          expect([text, headBytes]).toEqual([head + body, head.length]);
        }
      }
    }),
  );
});

test('a head says what it is told, and no more', () => {
  const start = 'HTTP/1.1 204 No Content\r\n';
  expect(composeHead(start, null, -1, 'Connection: close\r\n')).toBe(
    'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n',
  );
  expect(composeHead('S\r\n', 'a/b', 0, 'C: k\r\n', 'X: y\r\n')).toBe(
    'S\r\nContent-Type: a/b\r\nContent-Length: 0\r\nC: k\r\nX: y\r\n\r\n',
  );
});
