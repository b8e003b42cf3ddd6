import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headOf } from '../../../../src/proxy/http/heads/message-head.js';
import { abridge, contextOf, unabridge } from '../../../../src/proxy/http/request/log-context.js';
import { readRequest } from '../../../../src/proxy/http/request/request.js';
import { contextText } from '../../../../src/proxy/log/request-context.js';
import { FakeConnection } from '../../../net/support/fake-connection.js';
import { fakeClient } from '../../support/fake-client.js';

const SERVER = 'first.example';

function request(line: string, ...fields: readonly string[]) {
  const head = headOf([line, ...fields, '', ''].join('\r\n'));
  const read = readRequest(head, new FakeConnection(), fakeClient);
  if (typeof read === 'number') throw new Error(`refused with ${read}`);
  read.answer.serverName = SERVER;
  return read;
}

test('an abridged request says in the log what the request itself would', () => {
  const others = fc.subarray(['Host: h:1', 'X: y']);
  const referrers = fc.constantFrom([], ['Referer: http://r/?"a b"'], ['Referer:']);
  const sent = fc.constantFrom('/', '/a?b=c', '/p%20q', 'http://other/x');
  const asked = fc.constantFrom('/', '/a?b=c', '/elsewhere', '/a\nb\n\nc');
  fc.assert(
    fc.property(others, referrers, sent, asked, (fields, referrer, target, uri) => {
      const own = request(`GET ${target} HTTP/1.0`, ...fields, ...referrer);
      const known = { client: own.connection.remoteAddress, server: SERVER };
      const kept = unabridge(abridge(own, uri), known, 'http://up');
      expect(kept).toEqual(contextOf(own, `http://up${uri}`));
    }),
  );
});

test('the text of a context is nginx’s', () => {
  const own = request('GET /a HTTP/1.1', 'Host: h', 'Referer: r');
  expect(contextText(contextOf(own, 'http://up/b'))).toBe(
    ', client: 127.0.0.1, server: first.example, request: "GET /a HTTP/1.1"' +
      ', upstream: "http://up/b", host: "h", referrer: "r"',
  );
  expect(contextText(contextOf(request('GET /a HTTP/1.0'), ''))).toBe(
    ', client: 127.0.0.1, server: first.example, request: "GET /a HTTP/1.0"',
  );
});
