import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../net/support/engines.js';
import { loopback } from '../support/loopback.js';
import { refusalOf } from '../support/refusal.js';
import { startProxy } from './support/running-proxy.js';

const front = loopback(40);

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidegate-serving-'));
  mkdirSync(join(directory, 'html/dir'), { recursive: true });
  writeFileSync(join(directory, 'html/page.html'), '<p>page</p>');
  writeFileSync(join(directory, 'html/dir/index.html'), '<p>index</p>');
  writeFileSync(join(directory, 'html/large.bin'), Buffer.alloc(3_000_000, 'x'));
  writeFileSync(join(directory, 'htmlslashless'), 'beside the root');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function ask(http: string, path: string, host = 'x'): Promise<string> {
  const proxy = await startProxy('node', http, { prefix: directory });
  const client = await proxy.open();
  client.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return (await client.ended()).bytes.toString('latin1');
}

const answer = async (...asked: Parameters<typeof ask>): Promise<string> => {
  const text = await ask(...asked);
  return `${text.slice(9, 12)} ${text.slice(text.indexOf('\r\n\r\n') + 4)}`;
};

describe('servers are found by name', () => {
  const named = (name: string, text: string, listen = `${front}:8000`): string =>
    `server { listen ${listen}; server_name ${name}; return 200 "${text}"; }`;
  const http = [
    named('exact.example', 'exact'),
    named('*.example', 'suffix'),
    named('www.*', 'prefix'),
    named('"~^re[0-9]+$"', 'regex'),
    named('fallback', 'default', `${front}:8000 default_server`),
  ].join('\n');

  test.each([
    ['exact.example', 'exact'],
    ['EXACT.example:8000', 'exact'],
    ['other.example', 'suffix'],
    ['www.com', 'prefix'],
    ['re42', 'regex'],
    ['nobody', 'default'],
  ])('%s: %s', async (host, text) => {
    expect(await answer(http, '/', host)).toBe(`200 ${text}`);
  });
});

test.each(engines)('every port of a range is listened on, by the %s engine', async (engine) => {
  const http = `server { listen ${front}:8000-8002; return 200 "$server_port"; }`;
  const proxy = await startProxy(engine, http);
  for (const place of [0, 1, 2]) {
    const client = await proxy.open(place);
    client.write('GET / HTTP/1.0\r\n\r\n');
    expect((await client.ended()).bytes.toString()).toMatch(/\r\n\r\n800[012]$/);
  }
});

describe('locations are found as nginx finds them', () => {
  const http = `server {
    listen ${front}:8000;
    location = /exact { return 200 exact; }
    location / { return 200 root; }
    location /long/prefix/ { return 200 long; }
    location ^~ /final/ { return 200 final; }
    location ~ \\.php$ { return 200 regex; }
    location ~* \\.JPG$ { return 200 caseless; }
  }`;

  test.each([
    ['/exact', 'exact'],
    ['/exactly', 'root'],
    ['/long/prefix/x', 'long'],
    ['/long/prefix/x.php', 'regex'],
    ['/final/x.php', 'final'],
    ['/x.jpg', 'caseless'],
    ['/%65xact', 'exact'],
    ['/a/../exact', 'exact'],
  ])('%s: %s', async (path, text) => {
    expect(await answer(http, path)).toBe(`200 ${text}`);
  });
});

describe('files', () => {
  const http = `server {
    listen ${front}:8000;
    root html;
    location / { }
    location /try/ { try_files /missing.html /page.html =404; }
    location /slashless/ { try_files slashless =404; }
    location /none/ { try_files /missing.html =404; }
    location /named/ { try_files /missing.html @named; }
    location @named { return 200 named; }
    location /uri/ { try_files /missing.html /dir/; }
  }`;

  test.each([
    ['/page.html', '200 <p>page</p>'],
    ['/dir/', '200 <p>index</p>'],
    ['/try/', '200 <p>page</p>'],
    ['/slashless/', '200 beside the root'],
    ['/none/', '404 '],
    ['/named/x', '200 named'],
    ['/uri/', '200 <p>index</p>'],
  ])('%s: %s', async (path, start) => {
    expect((await answer(http, path)).slice(0, start.length)).toBe(start);
  });

  test('a directory without a slash is moved to the one with it', async () => {
    expect(await ask(http, '/dir?q')).toContain(`Location: http://x:8000/dir/?q\r\n`);
  });

  test('a large one arrives whole', async () => {
    expect((await answer(http, '/large.bin')).length).toBe('200 '.length + 3_000_000);
  });
});

describe('timeouts', () => {
  test.each(engines)(
    'an idle connection ends after keepalive_timeout, on the %s engine',
    async (engine) => {
      const http = `server { listen ${front}:8000; keepalive_timeout 1s; return 200 hi; }`;
      const proxy = await startProxy(engine, http);
      const client = await proxy.open();
      client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      expect(await client.until((text) => text.endsWith('hi'))).toContain('Connection: keep-alive');
      expect((await client.ended()).end).toBe('fin');
    },
  );

  test('a connection older than keepalive_time carries no further request', async () => {
    const http = `server { listen ${front}:8000; keepalive_requests 1000000; keepalive_time 300ms; return 200 hi; }`;
    const proxy = await startProxy('node', http);
    const client = await proxy.open();
    let answers = 0;
    let text = '';
    while (!text.includes('Connection: close')) {
      client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      answers += 1;
      text = await client.until((all) => all.split('\r\n\r\nhi').length > answers);
    }
    expect(text).toContain('Connection: keep-alive');
    expect((await client.ended()).end).toBe('fin');
  });

  test('a head that does not come to its end is not waited for', async () => {
    const http = `server { listen ${front}:8000; client_header_timeout 1s; return 200 hi; }`;
    const proxy = await startProxy('node', http);
    const client = await proxy.open();
    client.write('GET / HTTP/1.1\r\nHo');
    expect((await client.ended()).bytes).toHaveLength(0);
  });
});

describe('a configuration this proxy cannot run is refused with the place', () => {
  test.each([
    [
      'return 200 "$nonsense";',
      'CONFIG_VARIABLE_UNKNOWN /test/nginx.conf:4:1 unknown variable "$nonsense"',
    ],
    [
      'return 200 "$request_body";',
      'CONFIG_UNSUPPORTED /test/nginx.conf:4:1 "$request_body" is not supported: it belongs to bodies of requests in variables, left out of the bundled proxy',
    ],
    [
      'location / { proxy_pass https://127.0.0.1:1; }',
      'CONFIG_UNSUPPORTED /test/nginx.conf:4:25 proxy_pass to https is not supported',
    ],
  ])('%s', async (inside, refusal) => {
    const start = startProxy('node', `server { listen ${front}:8000;\n${inside}\n}`);
    const error = await start.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(
      refusalOf(() => {
        throw error;
      }),
    ).toBe(refusal);
  });
});

describe('what comes before a request', () => {
  const http = `server { listen ${front}:8000; return 200 "ok"; }`;
  const request = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

  // Each piece alone: a reader that judges the first line too early does not have it yet.
  test.each([
    ['an empty line', ['\r\n', request]],
    ['many empty lines', ['\r\n\r\n', '\n\n', '\r\n', request]],
    [
      'an empty line between two requests',
      [request.replace('close', 'keep-alive'), '\r\n', request],
    ],
    ['a line in pieces', ['G', 'ET', ' / HT', request.slice(8)]],
  ])('%s is no request', async (_what, pieces) => {
    const proxy = await startProxy('node', http);
    const client = await proxy.open();
    for (const piece of pieces) {
      client.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const text = (await client.ended()).bytes.toString('latin1');
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).toEqual(pieces.filter((piece) => piece.includes('Host')).map(() => '200'));
  });
});
