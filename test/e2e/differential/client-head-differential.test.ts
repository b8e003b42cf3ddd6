import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bothProxies } from '../../proxy/support/both-proxies.js';
import { type Origin, startOrigin } from '../../proxy/support/origins/echo-origin.js';
import { nginxIsHere } from '../../proxy/support/program.js';
import { exchange } from '../../support/http/raw-client.js';
import { parseResponses } from '../../support/http/responses.js';
import { loopback } from '../../support/loopback.js';

/** Which bytes are accepted as a request's head, in the real nginx and in the bundled proxy. */
const here = nginxIsHere();
const origin = { address: loopback(2), port: 8080 };

/** Each on an address of its own, because the address's default server judges a head. */
const SERVERS: Readonly<Record<string, string>> = {
  plain: '',
  underscores: 'underscores_in_headers on;',
  invalid: 'ignore_invalid_headers off;',
  small: 'large_client_header_buffers 2 2k;',
  large: 'large_client_header_buffers 4 32k;',
  first: 'client_header_buffer_size 16k;',
  firstonly: 'client_header_buffer_size 4k; large_client_header_buffers 1 1k;',
  slashes: 'merge_slashes off;',
  hurried: 'client_header_timeout 1s; client_body_timeout 1s;',
  resetting: 'client_header_timeout 1s; client_body_timeout 1s; reset_timedout_connection on;',
};
const LISTENS = Object.fromEntries(
  Object.keys(SERVERS).map((name, at) => [name, { address: loopback(10 + at), port: 8000 }]),
);

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  ${Object.entries(SERVERS)
    .map(
      ([name, directives]) =>
        `server { listen ${LISTENS[name]?.address}:8000; ${directives}
          location //two/ { return 200 "two: $uri"; }
          location /said/ { return 200 "$uri"; }
          location / { proxy_pass http://${origin.address}:${origin.port}; } }`,
    )
    .join('\n')}
}`;

const HEADS: Readonly<Record<string, readonly string[]>> = {
  'odd names': ['GET / HTTP/1.1', 'X_Under: 1', 'X.Dot: 2', '_: 3', 'X-Fine: 4'],
  'two slashes': ['GET //two//x HTTP/1.1'],
  'slashes inside': ['GET /said//a///b/../c/./d//.. HTTP/1.1'],
  'quoted slashes': ['GET /said/%2F/a%2f%2Fb/..//../c HTTP/1.1'],
  'slashes and dots': ['GET /said//.//..//../x HTTP/1.1'],
  'a field of 1.5 kB': ['GET / HTTP/1.1', `X-Long: ${'a'.repeat(1500)}`],
  'a field of 3 kB': ['GET / HTTP/1.1', `X-Long: ${'a'.repeat(3000)}`],
  'a field of 12 kB': ['GET / HTTP/1.1', `X-Long: ${'a'.repeat(12_000)}`],
  'a line of 3 kB': [`GET /${'a'.repeat(3000)} HTTP/1.1`],
  'a line of 12 kB': [`GET /${'a'.repeat(12_000)} HTTP/1.1`],
  'a line of 40 kB': [`GET /${'a'.repeat(40_000)} HTTP/1.1`],
  'fields of 12 kB in all': [
    'GET / HTTP/1.1',
    ...Array.from({ length: 12 }, (_, n) => `X-${n}: ${'a'.repeat(1000)}`),
  ],
};

/** Heads that never end, sent to servers with short timeouts. */
const UNFINISHED: Readonly<Record<string, string>> = {
  'half a head': 'GET / HTTP/1.1\r\nHost:',
  'half a body': 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello',
};
/**
 * Heads that are refused before their end: these servers have long timeouts, so the refusal comes
 * at once.
 */
const REFUSED_EARLY: Readonly<Record<string, string>> = {
  'no method': '\x16\x03\x01',
  'half a method': 'ge',
  'a line that is none': 'GET / HTTQ\r\nHost:',
  'a way above the root': 'GET /.. HTTP/1.1\r\n',
  'a target without a host': 'GET http:///x HTTP/1.1\r\nHost: x',
  'another version': 'GET / HTTP/2.0\r\n',
};
const HURRIED = ['hurried', 'resetting'];

/** The answer and how the connection ended, without the program's name. */
async function answerTo(to: { address: string; port: number }, wire: string): Promise<unknown> {
  const { bytes, end } = await exchange(to.address, to.port, wire);
  const responses = parseResponses(bytes, ['GET']).map(({ status, body }) => ({
    status,
    body: body.replace(/(?:nginx|tidegate)\/[\d.]+/g, ''),
  }));
  return { responses, end };
}

describe.skipIf(!here)('what is taken for a head', () => {
  let echo: Origin;
  let answers: Record<'nginx' | 'tidegate', ReadonlyMap<string, unknown>>;

  async function play(): Promise<ReadonlyMap<string, unknown>> {
    const said = new Map<string, unknown>();
    for (const [server, to] of Object.entries(LISTENS)) {
      for (const [name, lines] of Object.entries(HEADS)) {
        const head = [...lines, 'Host: x', 'Connection: close'].join('\r\n');
        said.set(`${server}: ${name}`, await answerTo(to, `${head}\r\n\r\n`));
      }
      for (const [name, wire] of Object.entries(server === 'plain' ? REFUSED_EARLY : {})) {
        said.set(`${server}: ${name}`, await answerTo(to, wire));
      }
      if (!HURRIED.includes(server)) continue;
      for (const [name, wire] of Object.entries(UNFINISHED)) {
        said.set(`${server}: ${name}`, await answerTo(to, wire));
      }
    }
    return said;
  }

  beforeAll(async () => {
    echo = await startOrigin(origin.address, origin.port);
    const [front = origin] = Object.values(LISTENS);
    answers = await bothProxies({ config: CONFIG, front }, play);
  }, 60_000);

  afterAll(() => echo.close());

  const cases = Object.keys(SERVERS).flatMap((server) =>
    [...Object.keys(HEADS), ...(HURRIED.includes(server) ? Object.keys(UNFINISHED) : [])].map(
      (name) => `${server}: ${name}`,
    ),
  );
  cases.push(...Object.keys(REFUSED_EARLY).map((name) => `plain: ${name}`));
  test.each(cases)('%s', (name) => {
    expect(answers.tidegate.get(name)).toEqual(answers.nginx.get(name));
  });
});
