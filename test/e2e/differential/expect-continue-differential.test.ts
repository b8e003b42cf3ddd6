import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bothProxies } from '../../proxy/support/both-proxies.js';
import { actingOrigin, okay } from '../../proxy/support/origins/acting-origin.js';
import { nginxIsHere } from '../../proxy/support/program.js';
import { RawClient } from '../../support/http/raw-client.js';
import { parseResponses } from '../../support/http/responses.js';
import { loopback } from '../../support/loopback.js';

/** Whether `100 Continue` comes, and what follows it, from the real nginx and from the bundled proxy. */
const front = { address: loopback(1), port: 8000 };
const [origin, nobody] = [loopback(2), loopback(3)];

const CONFIG = `worker_processes 1; events { worker_connections 200; } http {
  log_format bytes "$request_uri $status $bytes_sent $body_bytes_sent";
  server {
    listen ${front.address}:${front.port};
    root www;
    access_log bytes.log bytes;
    client_max_body_size 10;
    location /kept { proxy_pass http://${origin}:8080; }
    location /passing { proxy_pass http://${origin}:8080; proxy_request_buffering off; }
    location /dropped { proxy_pass http://${origin}:8080; proxy_pass_request_body off;
      proxy_set_header Content-Length ""; }
    location /refused { proxy_pass http://${nobody}:1; }
    location /no-url { set $none ""; proxy_pass http://$none; }
    location /said { return 200 said; }
    location /said-404 { return 404 said; }
    location /bare-404 { return 404; }
    location /moved { return 301 /x; }
    location /unsaid { return 444; }
    location /inside { internal; }
    location /tried { try_files /nothing @kept; }
    location @kept { proxy_pass http://${origin}:8080; }
    location /page { error_page 404 /kept; return 404; }
    location /page-as-200 { error_page 404 =200 /kept; return 404; }
    location /page-as-its { error_page 404 = /kept; return 404; }
    location /too-large { error_page 413 =200 /said; proxy_pass http://${origin}:8080; }
  }
}`;

const EXPECTS = 'Expect: 100-continue';
const LENGTH = 'Content-Length: 3';
/** More than `client_max_body_size`. */
const ELEVEN = 'Content-Length: 11';

interface Case {
  readonly line: string;
  readonly fields: readonly string[];
  /** Default: `abc`. */
  readonly body?: string;
  /** The body is sent with the head, so nothing can come before it. */
  readonly atOnce?: true;
}

const paths = [
  '/kept',
  '/passing',
  '/dropped',
  '/refused',
  '/no-url',
  '/said',
  '/said-404',
  '/bare-404',
  '/moved',
  '/unsaid',
  '/inside',
  '/tried',
  '/page-as-200',
  '/page-as-its',
  '/file',
  '/missing',
];

const CASES: readonly Case[] = [
  ...paths.map((path) => ({ line: `POST ${path} HTTP/1.1`, fields: [EXPECTS, LENGTH] })),
  ...['/kept', '/passing', '/said', '/file'].flatMap((path): Case[] => [
    { line: `GET ${path} HTTP/1.1`, fields: [EXPECTS, LENGTH] },
    { line: `GET ${path} HTTP/1.1`, fields: [EXPECTS], body: '' },
    { line: `POST ${path} HTTP/1.1`, fields: [EXPECTS, ELEVEN], body: 'elevenbytes' },
    { line: `POST ${path} HTTP/1.0`, fields: [EXPECTS, LENGTH], atOnce: true },
    { line: `POST ${path} HTTP/1.1`, fields: [EXPECTS, LENGTH], atOnce: true },
    { line: `POST ${path} HTTP/1.1`, fields: ['Expect: 100-Continue', LENGTH] },
    { line: `POST ${path} HTTP/1.1`, fields: ['Expect: wonders', LENGTH], atOnce: true },
  ]),
  {
    line: 'POST /too-large HTTP/1.1',
    fields: [EXPECTS, 'Content-Length: 11'],
    body: 'elevenbytes',
  },
  // The body is awaited, but not asked for any more.
  { line: 'POST /page HTTP/1.1', fields: [EXPECTS, LENGTH], atOnce: true },
  {
    line: 'POST /kept HTTP/1.1',
    fields: [EXPECTS, 'Transfer-Encoding: chunked'],
    body: '3\r\nabc\r\n0\r\n\r\n',
  },
];

const titleOf = ({ line, fields, atOnce }: Case) =>
  `${line}; ${fields.join('; ')}${atOnce ? '; body at once' : ''}`;

/** What arrives before the body is sent, all that arrives, and what was logged. */
interface Seen {
  readonly before: readonly string[];
  readonly answers: readonly unknown[];
}

async function say({ line, fields, body = 'abc', atOnce }: Case): Promise<Seen> {
  const head = [line, 'Host: x', ...fields, 'Connection: close', '', ''].join('\r\n');
  const client = await RawClient.open(front.address, front.port);
  client.write(atOnce ? head + body : head);
  if (!atOnce && !line.includes('/unsaid')) {
    await client.until((text) => text.includes('\r\n\r\n'));
    client.write(body);
  }
  const before = client.text;
  const { bytes } = await client.ended();
  const [method = ''] = line.split(' ');
  return {
    before: atOnce ? [] : [before.slice(0, before.indexOf('\r\n'))],
    answers: parseResponses(bytes, [method, method]).map(({ statusLine, body }) => ({
      statusLine,
      body: body.replace(/(?:nginx|tidegate)\/[\d.]+/, 'its name'),
    })),
  };
}

describe.skipIf(!nginxIsHere())('Expect: 100-continue', () => {
  let seen: Record<'nginx' | 'tidegate', { said: readonly Seen[]; log: readonly string[] }>;

  beforeAll(async () => {
    const given = { config: CONFIG, front, files: { 'www/file': 'a file' } };
    const server = await actingOrigin(origin, 8080, ({ body }) => ({ wire: okay(`got ${body}`) }));
    try {
      seen = await bothProxies(given, async (program, directory) => {
        const said: Seen[] = [];
        for (const one of CASES) said.push(await say(one));
        await program.stop();
        const log = readFileSync(join(directory, 'bytes.log'), 'latin1');
        return { said, log: log.split('\n') };
      });
    } finally {
      await server.close();
    }
  }, 60_000);

  test.each(CASES.map((one, at) => [titleOf(one), at] as const))('%s', (_, at) => {
    expect(seen.tidegate.said[at]).toEqual(seen.nginx.said[at]);
  });

  test('a request that its head alone refuses is not asked for its body', () => {
    const at = CASES.findIndex(({ fields }) => fields.includes(ELEVEN));
    expect(seen.tidegate.said[at]?.before).toEqual(['HTTP/1.1 413 Request Entity Too Large']);
  });

  test('what was said counts among the bytes that were sent', () => {
    const kept = (log: readonly string[]) => log.filter((line) => line.startsWith('/kept 200'));
    expect(kept(seen.tidegate.log).length).toBeGreaterThan(3);
    expect(kept(seen.tidegate.log).map(bodyBytes)).toEqual(kept(seen.nginx.log).map(bodyBytes));
  });
});

/** `$body_bytes_sent`: heads differ in their `Server`. */
function bodyBytes(line: string): string {
  return line.slice(line.lastIndexOf(' '));
}
