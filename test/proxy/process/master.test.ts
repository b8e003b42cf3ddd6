import { mkdtempSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import type { NginxConfig } from '../../../src/model/nginx.js';
import type { FromProxy } from '../../../src/proxy/messages.js';
import { RawClient } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';
import { memorySource } from '../../support/memory-source.js';
import { actingOrigin, okay } from '../support/origins/acting-origin.js';
import { scriptedOrigin } from '../support/origins/scripted-origin.js';

// The compiled one, because it starts its workers from files beside it.
const { Master } = (await import(
  new URL('../../../dist/proxy/process/master.js', import.meta.url).href
)) as typeof import('../../../src/proxy/process/master.js');

const [front, back] = [loopback(47), loopback(48)];
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

function configOf(http: string, main = ''): NginxConfig {
  const text = `worker_processes 1; ${main} events {} http { ${http} }`;
  return readNginxConfig('/test/nginx.conf', memorySource({ '/test/nginx.conf': text }));
}

const saying = (body: string, port = 8000) =>
  `server { listen ${front}:${port}; return 200 "${body}"; }`;

/** Runs in this process until the test is over. */
async function start(config: NginxConfig, prefix = '/') {
  const told: FromProxy['type'][] = [];
  const tell = ({ type }: FromProxy): void => void told.push(type);
  const master = await Master.start(config, { prefix, engine: 'auto', tell });
  onTestFinished(() => master.stop());
  return { master, told };
}

function directoryHere(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-master-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Files that this process has open below `directory`, by name. */
function openBelow(directory: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(directory) ? [target.slice(directory.length + 1)] : [];
    } catch {
      return [];
    }
  });
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const timers = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

test('a fast stop overtakes a graceful one, and the end is told once', async () => {
  const origin = await scriptedOrigin(back);
  const { master, told } = await start(
    configOf(`server {
      listen ${front}:8000;
      location / { proxy_pass http://${back}:${origin.port}; }
    }`),
  );
  const client = await RawClient.open(front, 8000);
  client.write(GET);
  // A request that nobody answers delays the graceful one.
  await origin.accepted(0);
  const graceful = master.quit();
  await master.stop();
  await graceful;
  await client.ended();
  expect(told).toEqual(['ready', 'stopped']);
});

test('a reload that fails leaves no log of its own open', async () => {
  const directory = directoryHere();
  const { master } = await start(configOf(saying('here'), 'error_log old.log;'), directory);
  // Another program listens there.
  const origin = await scriptedOrigin(front);
  const { port } = origin;
  await master.reload(() => configOf(saying('new', port), 'error_log new.log;'));
  expect(openBelow(directory)).toEqual(['old.log']);
});

test('logs of a generation that drains are opened again too', async () => {
  const directory = directoryHere();
  const origin = await scriptedOrigin(back);
  const proxied = `server { listen ${front}:8000; location / {
    proxy_pass http://${back}:${origin.port}; } }`;
  const { master } = await start(configOf(proxied, 'error_log old.log;'), directory);
  const client = await RawClient.open(front, 8000);
  client.write(GET);
  const upstream = await origin.accepted(0);
  await master.reload(() => configOf(saying('new'), 'error_log new.log;'));
  renameSync(join(directory, 'old.log'), join(directory, 'old.log.1'));
  master.reopenLogs();
  expect(openBelow(directory).sort()).toEqual(['new.log', 'old.log']);
  upstream.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  await client.ended();
});

test('a worker that was to be replaced is not when the proxy stops meanwhile', async () => {
  while (timers() > 0) await turn();
  const { master } = await start(configOf(saying('here')));
  const running = timers();
  const [worker] = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .map(Number)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker'));
  process.kill(worker as number, 'SIGKILL');
  while (timers() === running) await turn();
  await master.stop();
  expect(timers()).toBe(0);
});

test('a mandatory check keeps clients from a server from the first one on', async () => {
  const origin = await actingOrigin(back, 8090, ({ path }) =>
    path === '/check' ? {} : { wire: okay('unchecked') },
  );
  onTestFinished(() => origin.close());
  const starting = start(
    configOf(`upstream u { zone u 64k; server ${back}:8090; } server {
      listen ${front}:8000;
      location / { proxy_pass http://u; health_check mandatory uri=/check; }
    }`),
  );
  // The master listens before there is a worker, so this waits for the first worker that accepts.
  const client = await untilOpen();
  client.write(GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  expect(`${(await client.ended()).bytes}`).toMatch(/^HTTP\/1.1 502 /);
  await starting;
});

async function untilOpen(): Promise<RawClient> {
  for (;;) {
    try {
      return await RawClient.open(front, 8000);
    } catch {
      await turn();
    }
  }
}
