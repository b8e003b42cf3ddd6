import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type ScriptedOrigin,
  scriptedOrigin,
} from '../../proxy/support/origins/scripted-origin.js';
import {
  type ProxyProcess,
  startProxyProcess,
  workersOf,
} from '../../proxy/support/proxy-process.js';
import { keptClient, RawClient } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';

const front = loopback(1);
const [sick, well] = [loopback(2), loopback(3)];
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const LAST = GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');

let root = '';
let directory = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tidegate-signals-'));
});
beforeEach(() => {
  directory = mkdtempSync(join(root, 'test-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function configure(http: string, main = ''): string {
  const file = join(directory, 'nginx.conf');
  const text = `error_log error.log notice;\nworker_processes 2;\n${main}\nevents { }\nhttp {\n${http}\n}\n`;
  writeFileSync(file, text);
  return file;
}

const saying = (body: string, port = 8000) =>
  `server { listen ${front}:${port}; return 200 "${body}"; }`;

const proxied = (to: string) =>
  `server { listen ${front}:8000; location = /kept { return 200 kept; } location / { proxy_pass ${to}; } }`;

async function ask(port = 8000): Promise<string> {
  const client = await RawClient.open(front, port);
  client.write(LAST);
  return (await client.ended()).bytes.toString().split('\r\n\r\n')[1] ?? '';
}

async function logged(pattern: RegExp, name = 'error.log'): Promise<string> {
  for (;;) {
    const text = existsSync(join(directory, name))
      ? readFileSync(join(directory, name), 'utf8')
      : '';
    if (pattern.test(text)) return text;
    await delay(20);
  }
}

async function reload(running: ProxyProcess, nth = 0): Promise<void> {
  running.child.kill('SIGHUP');
  await running.message('reloaded', nth);
}

/** Resolves when none of these processes is a child of the master any more. */
async function ended(running: ProxyProcess, pids: readonly number[]): Promise<void> {
  while (workersOf(running).some((pid) => pids.includes(pid))) await delay(20);
}

describe('SIGHUP', () => {
  test('all that is not supported is logged, and the old configuration stays', async () => {
    const running = await startProxyProcess(configure(saying('one')));
    configure(`gzip on;\nserver { listen ${front}:8000; return 200 "$request_id"; }`);
    running.child.kill('SIGHUP');
    const log = await logged(/"\$request_id" is not supported/);
    expect(log).toMatch(
      /\[emerg\].* "gzip" is not supported: .*; and 1 more: in .*nginx\.conf:6:1\n/,
    );
    expect(log).toMatch(/\[emerg\].* .*nginx\.conf:7:\d+: "\$request_id" is not supported: /);
    expect(await ask()).toBe('one');
  });

  test('goes over to the new configuration, while the old one finishes', async () => {
    const origin = await scriptedOrigin(well);
    const file = configure(proxied(`http://${well}:${origin.port}`));
    const running = await startProxyProcess(file);
    const old = workersOf(running);
    const idle = await keptClient(front, 8000);
    const busy = await RawClient.open(front, 8000);
    busy.write(GET);
    const upstream = await origin.accepted(0);
    await upstream.until((text) => text.includes('\r\n\r\n'));
    configure(saying('new'));
    await reload(running);
    expect(await ask()).toBe('new');
    expect((await idle.ended()).end).toBe('fin');
    // The busy connection may belong to the other worker, which is told a little later.
    await logged(/(gracefully shutting down.*){2}/s);
    upstream.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold');
    expect((await busy.ended()).bytes.toString()).toMatch(/Connection: close\r\n(.*\r\n)*\r\nold$/);
    await ended(running, old);
    expect(workersOf(running)).toHaveLength(2);
  });

  test('opens what is new, and closes what is dropped', async () => {
    const running = await startProxyProcess(configure(saying('a') + saying('b', 8001)));
    const old = workersOf(running);
    configure(saying('a') + saying('c', 8002));
    await reload(running);
    expect(running.messages.at(-1)).toEqual({
      type: 'reloaded',
      listens: [`${front}:8000`, `${front}:8002`],
    });
    expect(await ask(8002)).toBe('c');
    await ended(running, old);
    await expect(RawClient.open(front, 8001)).rejects.toThrow('ECONNREFUSED');
  });

  test('refuses and breaks no connection under load', async () => {
    const running = await startProxyProcess(configure(saying('0')));
    const seen = new Set<string>();
    let going = true;
    const clients = Array.from({ length: 8 }, async () => {
      while (going) seen.add(await ask());
    });
    for (let round = 1; round <= 3; round++) {
      configure(saying(String(round)));
      await reload(running, round - 1);
      while (!seen.has(String(round))) await delay(5);
    }
    going = false;
    await Promise.all(clients);
    expect([...seen].sort()).toEqual(['0', '1', '2', '3']);
  });

  test.each([
    [
      'cannot be read',
      saying('x').replace('return', 'retrun'),
      /"retrun" is not supported in .*:6:/,
    ],
    [
      'names no upstream',
      `server { listen ${front}:8000; location / { proxy_pass http://u; } }`,
      /u/,
    ],
    ['cannot listen', 'server { listen 192.0.2.1:8000; return 200; }', /192\.0\.2\.1:8000 is no/],
  ])('stays with the old configuration when the new one %s', async (_, http, message) => {
    const running = await startProxyProcess(configure(saying('old')));
    const old = workersOf(running);
    configure(http);
    running.child.kill('SIGHUP');
    expect(await logged(/\[emerg\]/)).toMatch(message);
    expect(await ask()).toBe('old');
    expect(workersOf(running)).toEqual(old);
    configure(saying('mended'));
    await reload(running);
    expect(await ask()).toBe('mended');
  });

  test('keeps servers down that are down, and checks them once', async () => {
    const origins = [await scriptedOrigin(sick), await scriptedOrigin(well)] as const;
    const http = (note: string) => `
      match never { status 299; }
      upstream u { server ${sick}:${origins[0].port}; server ${well}:${origins[1].port} backup; }
      server {
        listen ${front}:8000;
        location / {
          add_header X-Tried "${note} $upstream_addr" always;
          proxy_pass http://u;
          health_check uri=/health interval=1h fails=1 match=never;
        }
      }`;
    const running = await startProxyProcess(configure(http('old')));
    for (const origin of origins) void origin.accepted(0).then(({ socket }) => socket.end());
    await running.message('peer', 1);
    configure(http('new'));
    await reload(running);
    const client = await RawClient.open(front, 8000);
    client.write(LAST);
    expect((await client.ended()).bytes.toString()).toContain('X-Tried: new u\r\n');
    for (const origin of origins) await origin.accepted(1);
    expect(origins.map(({ connections }) => connections.length)).toEqual([2, 2]);
    expect(readFileSync(join(directory, 'error.log'), 'utf8')).toMatch(
      /\[warn\] .*: peer is unhealthy, health check of peer .* in upstream "u"/,
    );
  });

  test('cuts what the old workers have not finished after worker_shutdown_timeout', async () => {
    const origin = await scriptedOrigin(well);
    const http = proxied(`http://${well}:${origin.port}`);
    const running = await startProxyProcess(configure(http, 'worker_shutdown_timeout 200ms;'));
    const old = workersOf(running);
    const busy = await RawClient.open(front, 8000);
    busy.write(GET);
    await (await origin.accepted(0)).until((text) => text.includes('\r\n\r\n'));
    await reload(running);
    await busy.ended();
    await ended(running, old);
  });
});

test('SIGUSR1 opens the logs again in the master and in every worker', async () => {
  const running = await startProxyProcess(configure(saying('x')));
  renameSync(join(directory, 'error.log'), join(directory, 'moved.log'));
  running.child.kill('SIGUSR1');
  const text = await logged(
    /reopening logs\n(.*\n)*.*reopening logs\n(.*\n)*.*reopening logs/,
    'moved.log',
  );
  expect(text).toContain('signal 10 (SIGUSR1) received, reopening logs');
  running.child.kill('SIGTERM');
  await once(running.child, 'exit');
  expect(await logged(/exiting/)).toMatch(
    /\[notice\] (\d+)#\1: signal 15 \(SIGTERM\) received, exiting/,
  );
});

test('a worker killed under load takes only its own connections', async () => {
  const origin = await scriptedOrigin(well);
  const file = configure(`server { listen ${front}:8000; location / {
    proxy_pass http://${well}:${origin.port}; } }`);
  const running = await startProxyProcess(file);
  const [victim = 0, other = 0] = workersOf(running);
  // The workers are stopped in turn, so that each gets its part of the connections.
  const opened = [...(await openWhile(other, origin, 0)), ...(await openWhile(victim, origin, 20))];
  const held = opened.map((one, index) => ({ ...one, survives: index >= 20 }));
  process.kill(victim, 'SIGKILL');
  await logged(new RegExp(`\\[alert\\] .*: worker process ${victim} exited on signal 9\n`));
  for (const { client, upstream, survives } of held) {
    upstream.write('two');
    if (survives) await client.until((seen) => seen.endsWith('onetwo'));
    else expect((await client.ended()).bytes.toString()).toMatch(/one$/);
  }
  while (workersOf(running).length < 2) await delay(20);
  expect(workersOf(running)).not.toContain(victim);
});

test('workers work where they are told to, with the descriptors they are given', async () => {
  const main = 'working_directory /tmp; worker_rlimit_nofile 333;';
  const running = await startProxyProcess(configure(saying('x'), main));
  const [worker = 0] = workersOf(running);
  expect(readlinkSync(`/proc/${worker}/cwd`)).toBe('/tmp');
  const limits = readFileSync(`/proc/${worker}/limits`, 'utf8');
  expect(limits).toMatch(/^Max open files +333 +333 /m);
});

/** Twenty requests under way, half answered, none of them accepted by the worker `still`. */
async function openWhile(still: number, origin: ScriptedOrigin, from: number) {
  process.kill(still, 'SIGSTOP');
  const opened: { client: RawClient; upstream: RawClient }[] = [];
  for (let index = from; index < from + 20; index++) {
    const client = await RawClient.open(front, 8000);
    client.write(GET);
    const upstream = await origin.accepted(index);
    upstream.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none');
    await client.until((seen) => seen.includes('one'));
    opened.push({ client, upstream });
  }
  process.kill(still, 'SIGCONT');
  return opened;
}
