import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { relocate } from '../../../src/config/nginx/relocate.js';
import { type Origin, startOrigin } from '../../proxy/support/origins/echo-origin.js';
import {
  forNginx,
  nginxIsHere,
  type Program,
  startNginx,
  startTidegate,
} from '../../proxy/support/program.js';
import { exchange, type RawExchange } from '../../support/http/raw-client.js';
import { parseResponses } from '../../support/http/responses.js';
import { loopback } from '../../support/loopback.js';

/**
 * Sends the same bytes to the real nginx and to the bundled proxy, on the same configuration, one
 * after the other on the same addresses. Then every two answers are compared.
 */
const here = nginxIsHere();
const prefix = loopback(1).replace(/\.\d+$/, '');
const maintenancePage = '<html>under maintaining</html>\n';

interface Case {
  readonly name: string;
  readonly wire: string;
  /** Methods of the requests in it. */
  readonly methods?: readonly string[];
  readonly setup?: 'maintenance' | 'origin-down';
}

/**
 * Follows each case's own bytes on the same connection. Its answer shows that the connection was
 * kept.
 */
const PROBE = 'GET /probe HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n';

function request(line: string, ...fields: readonly string[]): Case {
  const wire = `${[line, 'Host: example.com', ...fields].join('\r\n')}\r\n\r\n`;
  return {
    name: [line, ...fields].join(', ').slice(0, 90),
    wire,
    methods: [line.split(' ')[0] ?? ''],
  };
}

function raw(name: string, wire: string, methods: readonly string[] = ['GET']): Case {
  return { name, wire, methods };
}

function withBody(one: Case, body: string): Case {
  return { ...one, wire: `${one.wire}${body}` };
}

const ANY_SERVER: readonly Case[] = [
  request('GET / HTTP/1.1'),
  request('GET /a/b?c=d HTTP/1.1', 'User-Agent: t', 'Accept: */*', 'X-Own: 1'),
  request('HEAD / HTTP/1.1'),
  request('GET / HTTP/1.0'),
  request('GET / HTTP/1.0', 'Connection: keep-alive'),
  request('GET / HTTP/1.1', 'Connection: close'),
  request('GET / HTTP/1.1', 'Connection: Keep-Alive'),
  request('OPTIONS / HTTP/1.1'),
  request('DELETE /x HTTP/1.1'),
  request('PURGE /x HTTP/1.1'),
  withBody(request('POST / HTTP/1.1', 'Content-Length: 5'), 'hello'),
  withBody(request('PUT / HTTP/1.1', 'Content-Length: 5'), 'hello'),
  withBody(request('POST / HTTP/1.1', 'Transfer-Encoding: chunked'), '5\r\nhello\r\n0\r\n\r\n'),
  withBody(
    request('POST / HTTP/1.1', 'Transfer-Encoding: Chunked'),
    '2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nT: x\r\n\r\n',
  ),
  withBody(request('POST / HTTP/1.1', 'Content-Length: 5', 'Expect: 100-continue'), 'hello'),
  request('POST / HTTP/1.1', 'Content-Length: 0'),
  raw('no host in 1.1', 'GET / HTTP/1.1\r\n\r\n'),
  raw('no host in 1.0', 'GET / HTTP/1.0\r\n\r\n'),
  ...['1.0 ', '1.00', '1.0000', '1.01', '1.999', '1.1000', '1.1x', '0.9', '01.1', '2', '10.0'].map(
    (version) => request(`GET / HTTP/${version}`),
  ),
  raw('lines end in LF alone', 'GET / HTTP/1.1\nHost: x\n\n'),
  raw('empty lines first', '\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n'),
  raw('absolute form', 'GET http://abs.example/p?q HTTP/1.1\r\nHost: other\r\n\r\n'),
  raw('two pipelined', 'GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n', [
    'GET',
    'GET',
  ]),
  raw(
    'two pipelined, the first with a body',
    'POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: x\r\n\r\n',
    ['POST', 'GET'],
  ),
  request('GET /%41%2fb//c/./d HTTP/1.1'),
  request('GET /a/../../b HTTP/1.1'),
  request('HEAD /a/../../b HTTP/1.1'),
  request('GET /%zz HTTP/1.1'),
  request('GET /%00 HTTP/1.1'),
  request('GET /a b HTTP/1.1'),
  request('GET / HTTP/2.0'),
  request('GET / HTTP/1.2'),
  request('GET / HTTP/0.9'),
  request('GET / HTTQ/1.1'),
  request('get / HTTP/1.1'),
  request('GET  /  HTTP/1.1'),
  raw('spaces after the version', 'GET / HTTP/1.1  \r\nHost: x\r\n\r\n'),
  request('GET / HTTP/1.11'),
  request('POST / HTTP/1.1', 'Content-Length: 00'),
  request('CONNECT x:80 HTTP/1.1'),
  request('TRACE / HTTP/1.1'),
  ...[
    ...['Host', 'Expect', 'Authorization', 'Content-Range', 'Range', 'If-Range', 'If-Match'],
    ...['If-None-Match', 'If-Modified-Since', 'If-Unmodified-Since', 'Referer', 'Accept', 'Via'],
  ].map((name) => request('GET / HTTP/1.1', `${name}: once`, `${name}: twice`)),
  request('GET / HTTP/1.1', 'Name : x'),
  request('GET / HTTP/1.1', 'A: b', ' folded'),
  request('GET / HTTP/1.1', 'A: b\rc'),
  request('GET / HTTP/1.1', ': empty'),
  request('GET / HTTP/1.1', 'X_Under: 1', 'X.Dot: 2'),
  raw('a host with a slash', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n'),
  raw('an empty host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n'),
  withBody(
    request('POST / HTTP/1.1', 'Content-Length: 5', 'Transfer-Encoding: chunked'),
    '0\r\n\r\n',
  ),
  withBody(request('POST / HTTP/1.1', 'Content-Length: 5', 'Content-Length: 5'), 'hello'),
  request('POST / HTTP/1.1', 'Content-Length: -1'),
  request('POST / HTTP/1.1', 'Content-Length: x'),
  request('POST / HTTP/1.0', 'Transfer-Encoding: chunked'),
  request('POST / HTTP/1.1', 'Transfer-Encoding: gzip'),
  request(`GET /${'a'.repeat(9000)} HTTP/1.1`),
  request('GET / HTTP/1.1', `X-Big: ${'a'.repeat(9000)}`),
  request('GET / HTTP/1.1', ...Array.from({ length: 12 }, (_, i) => `X-${i}: ${'a'.repeat(4000)}`)),
  request('GET / HTTP/1.1', `X-Fits: ${'a'.repeat(7000)}`),
];

const BEHIND_PROXY: readonly Case[] = [
  ...ANY_SERVER,
  ...[
    '/chunked',
    '/until-close',
    '/http10',
    '/no-content',
    '/not-modified',
    '/error',
    '/redirect',
    '/fields',
    '/closes',
    '/silent',
    '/cut-head',
    '/cut-length',
    '/cut-chunk',
    '/nonsense',
    '/bad-header',
  ].flatMap((path) => [request(`GET ${path} HTTP/1.1`), request(`GET ${path} HTTP/1.0`)]),
  request('HEAD /no-content HTTP/1.1'),
  withBody(request('POST / HTTP/1.1', 'Transfer-Encoding: chunked'), 'zz\r\n'),
  request(
    'GET / HTTP/1.1',
    'TE: trailers',
    'Keep-Alive: 5',
    'Upgrade: none',
    'Proxy-Connection: x',
  ),
  request('GET /health_check/ HTTP/1.1'),
  request('HEAD /health_check/ HTTP/1.1'),
  request('GET /health_check/x?y HTTP/1.1'),
  request('GET /health_check HTTP/1.1'),
  ...[
    request('GET /health_check/ HTTP/1.1'),
    request('HEAD /health_check/ HTTP/1.1'),
    request('GET /health_check/deep?x HTTP/1.1'),
    withBody(request('POST /health_check/ HTTP/1.1', 'Content-Length: 2'), 'hi'),
    request('PUT /health_check/ HTTP/1.1', 'Content-Length: 0'),
    request('GET / HTTP/1.1'),
  ].map((one) => ({ ...one, name: `in maintenance: ${one.name}`, setup: 'maintenance' as const })),
  ...[
    request('GET / HTTP/1.1'),
    request('GET / HTTP/1.0'),
    request('HEAD / HTTP/1.1'),
    withBody(request('POST / HTTP/1.1', 'Content-Length: 5'), 'hello'),
    request('GET /health_check/ HTTP/1.1'),
  ].map((one) => ({ ...one, name: `origin down: ${one.name}`, setup: 'origin-down' as const })),
];

/** Intended differences of the bundled proxy: the case's name, why, and what it does instead. */
const ON_PURPOSE: Readonly<Record<string, { readonly why: string; readonly does: object }>> = {
  'GET /nonsense HTTP/1.1': {
    why: 'nginx takes what is no HTTP for HTTP/0.9 and passes it on',
    does: { responses: [{ status: 502 }, { status: 200 }] },
  },
  'GET /nonsense HTTP/1.0': {
    why: 'nginx takes what is no HTTP for HTTP/0.9 and passes it on',
    does: { responses: [{ status: 502 }] },
  },
};

/**
 * Here nginx ends with FIN and the bundled proxy with RST, the only sign by which an HTTP/1.0
 * client can tell a cut response from a complete one. It is not compared, because libuv reports a
 * reset that arrives together with data as an end (proxying.test.ts tests the reset itself).
 */
const END_NOT_COMPARED = 'GET /cut-chunk HTTP/1.0';

/** This map chooses a source by the first digit of the client's port. */
function sourceName(source: string, clientPort: number): string {
  const digit = Math.max(1, Number(String(clientPort)[0]));
  return source === `${prefix}.${digit}` ? "the map's address" : source;
}

/** What is compared, without the parts that must differ. */
function comparable({ bytes, end, localPort }: RawExchange, methods: readonly string[]): unknown {
  const responses = parseResponses(bytes, methods).map(
    ({ status, statusLine, headers, body, whole }) => {
      // nginx's own pages end with its name, so their length differs too.
      const { server = '' } = headers;
      const isPage = status >= 300 && headers['content-type'] === 'text/html';
      const shorter = isPage ? server.length - 'tidegate'.length : 0;
      const length = headers['content-length'];
      const { server: _server, date: _date, etag: _etag, ...rest } = headers;
      return {
        status,
        statusLine,
        headers: {
          ...rest,
          ...(length === undefined ? {} : { 'content-length': String(Number(length) - shorter) }),
          ...('last-modified' in rest ? { 'last-modified': 'some time' } : {}),
        },
        body: body
          .replace(`<center>${server}</center>`, '<center>tidegate</center>')
          .replace(/^(\S+):\d+ -->>/, (_, source) => `${sourceName(source, localPort)} -->>`),
        whole,
      };
    },
  );
  return { responses, end };
}

type Start = (directory: string) => Promise<Program>;

interface Site {
  readonly cases: readonly Case[];
  readonly address: string;
  readonly port: number;
  readonly directory: string;
  readonly origin: boolean;
}

/** One proxy's answers to all cases. */
async function play(site: Site, start: Start): Promise<Map<string, unknown>> {
  const answers = new Map<string, unknown>();
  const program = await start(site.directory);
  let origin: Origin | null = null;
  const page = join(site.directory, 'html/maintaining.html');
  try {
    for (const { name, wire, methods = ['GET'], setup } of site.cases) {
      if (site.origin && setup !== 'origin-down')
        origin ??= await startOrigin(`${prefix}.1`, 18090);
      if (setup === 'maintenance') writeFileSync(page, maintenancePage);
      if (setup === 'origin-down') {
        await origin?.close();
        origin = null;
      }
      const seen = await exchange(site.address, site.port, `${wire}${PROBE}`);
      const end = name === END_NOT_COMPARED ? 'fin' : seen.end;
      answers.set(name, comparable({ ...seen, end }, [...methods, 'GET']));
      rmSync(page, { force: true });
    }
  } finally {
    await origin?.close();
    await program.stop();
  }
  return answers;
}

function stage(scenario: string, change: (text: string) => string): string {
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-differential-'));
  chmodSync(directory, 0o755);
  mkdirSync(join(directory, 'html'));
  for (const file of readdirSync(`scenarios/${scenario}`).filter((name) =>
    name.endsWith('.conf'),
  )) {
    const text = change(relocate(readFileSync(`scenarios/${scenario}/${file}`, 'utf8'), prefix));
    writeFileSync(join(directory, file), text);
    writeFileSync(join(directory, `real-${file}`), forNginx(text, directory));
  }
  return directory;
}

const SITES = [
  {
    title: 'scenarios/local-proxy/nginx.conf',
    scenario: 'local-proxy',
    file: 'nginx.conf',
    // Listening on port 80 needs a privilege.
    change: (text: string) => text.replace(/(listen \S+):80;/, '$1:8000;'),
    cases: ANY_SERVER,
    port: 8000,
    origin: false,
  },
  {
    title: 'scenarios/maintenance/backend-a.conf with health-check.conf',
    scenario: 'maintenance',
    file: 'backend-a.conf',
    change: (text: string) => text,
    cases: BEHIND_PROXY,
    port: 18081,
    origin: true,
  },
];

describe.runIf(here).each(SITES)('$title', ({ scenario, file, change, cases, port, origin }) => {
  let directory = '';
  let expected: Map<string, unknown>;
  let actual: Map<string, unknown>;

  beforeAll(async () => {
    directory = stage(scenario, change);
    const site = { cases, address: `${prefix}.1`, port, directory, origin };
    expected = await play(site, () =>
      startNginx(join(directory, `real-${file}`), directory, { address: `${prefix}.1`, port }),
    );
    actual = await play(site, () => startTidegate(join(directory, file), directory));
  }, 60_000);

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test.each(cases.map(({ name }) => name))('%s', (name) => {
    const different = ON_PURPOSE[name];
    if (different === undefined) {
      expect(actual.get(name)).toEqual(expected.get(name));
    } else {
      expect(actual.get(name), different.why).toMatchObject(different.does);
      expect(actual.get(name), 'no longer different').not.toEqual(expected.get(name));
    }
  });
});
