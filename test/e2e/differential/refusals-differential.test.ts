import { beforeAll, describe, expect, test } from 'vitest';
import { escapeLine } from '../../../src/proxy/log/escape.js';
import { targetInputs } from '../../fuzz/targets-inputs.js';
import { PROBE } from '../../fuzz/targets-proxies.js';
import { bothProxies } from '../../proxy/support/both-proxies.js';
import { linesOf } from '../../proxy/support/logs.js';
import { nginxIsHere } from '../../proxy/support/program.js';
import { exchange } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';

/** What the error log says at `info` about refused requests, in both proxies. */
const front = { address: loopback(1), port: 8000 };

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  error_log info.log info;
  client_header_timeout 1s;
  server { listen ${front.address}:${front.port}; server_name default.example; }
  server { listen ${front.address}:${front.port}; server_name other other.example; }
}`;

const LINES = {
  method: ['get / HTTP/1.1', 'G\0T / HTTP/1.1', '\x16\x03\x01 hello', ' GET / HTTP/1.1', 'GET'],
  target: ['GET /\x01 HTTP/1.1', 'GET * HTTP/1.1', 'GET /a b HTTP/1.1', 'GET http:/h HTTP/1.1'],
  uri: ['GET /.. HTTP/1.1', 'GET /%zz HTTP/1.1', 'GET http://h/%00 HTTP/1.1'],
  version: ['GET / HTTP/2.0', 'GET / HTTP/10.1', 'GET / HTTP/1.x', 'GET / HTTQ', 'POST /'],
  host: ['GET http:///x HTTP/1.1', 'GET http://a..b/ HTTP/1.1', 'GET http://h@/ HTTP/1.1'],
};
const FIELDS: readonly (readonly string[])[] = [
  [],
  ['Host: h h'],
  ['Host:'],
  ['Host: other', 'Host: second'],
  ['Host: other', 'A B: c'],
  ['A: b', ': c', 'Host: other'],
  ['Referer: http://r/', ' folded', 'Host: x'],
  ['Host: other', 'A: b\0c'],
  ['Host: other', 'Content-Length: x', 'Referer: http://r/'],
  ['Host: x', 'content-length: 1', 'Content-Length: 1'],
  ['Host: x', 'If-Match: a', 'If-match: b'],
  ['Host: x', 'Transfer-Encoding: gzip'],
  ['Host: x', 'Transfer-Encoding: chunked', 'Content-Length: 1'],
  ['Host: other', `X: ${'a'.repeat(9000)}`],
];

/**
 * Intended differences: quotes and backslashes are escaped, which nginx leaves unchanged; fields
 * without a colon and HTTP/0.9 are refused, which nginx accepts.
 */
const SKIPPED = /["\\]|\nnonsense|\n[^:\r\n]+\r?\n|^GET [^ \r\n]+ *\r?\n|h{1000}/;

/** nginx alone logs fields that it drops without refusing the request. */
const DROPPED = /^client sent invalid header line: "(?:(?!\\x[0-9a-f]{2}\.\.\.").)*" while/;

const wire = (line: string, ...fields: readonly string[]): string =>
  `${[line, ...fields].join('\r\n')}\r\n\r\n${PROBE}`;

const WIRES: readonly string[] = [
  ...Object.values(LINES)
    .flat()
    .map((line) => wire(line, 'Host: other')),
  ...FIELDS.map((fields) => wire('GET / HTTP/1.1', ...fields)),
  wire('GET http://other.example/ HTTP/1.1', 'Host: h/a'),
  wire('GET / HTTP/1.0', 'Transfer-Encoding: chunked', 'Host: other'),
  wire('TRACE / HTTP/1.1', 'Host: other'),
  wire('CONNECT / HTTP/1.1', 'Host: other'),
  wire(`GET /${'a'.repeat(9000)} HTTP/1.1`, 'Host: x'),
  `GET / HTTP/1.1\r\nHost: other\r\n\r\n${wire('get / HTTP/1.1')}`,
  `GET / HTTP/1.1\r\nHost: other\r\n\r\n${wire('GET / HTTP/1.1', 'Host: h h')}`,
  ...targetInputs(5, 700).flatMap((input) =>
    SKIPPED.test(input.wire) ? [] : [input.wire + PROBE],
  ),
];

/** Only the lines of refusals, without the parts that differ in every run. */
const refusals = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => {
    const said = /client sent .*/.exec(escapeLine(line).replace(/\.\.\.", .*|a{1000,}.*/, 'LONG'));
    return said === null || DROPPED.test(said[0]) ? [] : [said[0]];
  });

describe.skipIf(!nginxIsHere())('refusals', () => {
  let lines: { nginx: readonly string[]; tidegate: readonly string[] };

  beforeAll(async () => {
    lines = await bothProxies({ config: CONFIG, front }, async (program, directory) => {
      for (const one of WIRES) await exchange(front.address, front.port, one);
      await program.stop();
      return refusals(linesOf(directory, ['info.log'], (line) => line)['info.log'] ?? []);
    });
  }, 60_000);

  test("are in the error log in nginx's words", () => {
    expect(lines.tidegate).toEqual(lines.nginx);
    expect(lines.nginx.length).toBeGreaterThan(300);
  });
});
