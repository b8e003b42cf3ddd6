import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startOrigin } from '../../proxy/support/origins/echo-origin.js';
import { type ProxyProcess, spawnProxy } from '../../proxy/support/spawn-proxy.js';
import { RawClient } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';

const [front, back] = [loopback(80), loopback(81)];
const PORT = 8000;
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const BIG_BYTES = 8_000_000;

let prefix = '';
beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), 'tidegate-few-'));
});
afterEach(() => rmSync(prefix, { recursive: true, force: true }));

/** Starts a configuration with this many descriptors; it is ended with the test. */
function start(text: string, descriptors: number): ProxyProcess {
  const file = join(prefix, 'nginx.conf');
  writeFileSync(file, text);
  const running = spawnProxy(['-c', file, '-p', prefix], {}, descriptors);
  const exited = new Promise((resolve) => running.child.once('exit', resolve));
  onTestFinished(async () => {
    running.child.kill('SIGTERM');
    await exited;
  });
  return running;
}

/** It is closed with the test, also if the test fails, because the next one needs its port. */
async function startBackend(): Promise<void> {
  const origin = await startOrigin(back, 9000);
  onTestFinished(() => origin.close());
}

const STARTED = 'it started';

/** What the proxy reports if it does not start. If it starts, it is ended again. */
async function refusal(text: string, descriptors: number): Promise<string> {
  const running = start(text, descriptors);
  try {
    await running.message('ready');
  } catch (error) {
    return (error as Error).message;
  }
  const exited = new Promise((resolve) => running.child.once('exit', resolve));
  running.child.kill('SIGTERM');
  await exited;
  return STARTED;
}

const neededOf = (said: string): number =>
  Number(/needs (\d+) \[DESCRIPTORS_TOO_FEW\]/.exec(said)?.[1]);

const isOfConfig = (said: string): boolean => !said.includes('too low to load');

/** The least number with which it starts, and what it reports with one less. */
async function leastOf(text: string): Promise<{ needed: number; said: string }> {
  let needed = neededOf(await refusal(text, 64));
  // Loading alone needs a number that differs between machines; the configuration may need still
  // more.
  for (let said = await refusal(text, needed); said !== STARTED; said = await refusal(text, needed))
    needed = neededOf(said);
  for (;;) {
    const said = await refusal(text, needed - 1);
    if (said !== STARTED) return { needed, said };
    needed--;
  }
}

async function answerTo(wire: string): Promise<string> {
  const client = await RawClient.open(front, PORT);
  client.write(wire);
  const text = await client.until((so) => so.includes('\r\n\r\n'));
  client.socket.destroy();
  return text.split('\r\n')[0] ?? '';
}

const site = (inner: string): string =>
  `http { access_log off; server { listen ${front}:${PORT}; ${inner} } }`;
const proxied = site(`location / { proxy_pass http://${back}:9000; }`);
const events = 'events { worker_connections 100; }';

describe('where the descriptors cannot carry one request, it does not start and says what it needs', () => {
  test.each([
    ['one process', `master_process off; ${events} ${proxied}`],
    ['a master with a worker', `worker_processes 1; ${events} ${proxied}`],
    [
      'two workers, two more sockets, logs and a stream part',
      `worker_processes 2; error_log e.log; ${events} ${proxied.replace('off', 'a.log')}
      stream { server { listen ${front}:8001; listen ${front}:8002; proxy_pass ${back}:9000; } }`,
    ],
    [
      'more sockets than loading takes',
      `master_process off; ${events} http { access_log off;
        ${Array.from({ length: 50 }, (_, at) => `server { listen ${front}:${9000 + at}; return 200; }`).join('\n')}
        server { listen ${front}:${PORT}; location / { proxy_pass http://${back}:9000; } } }`,
    ],
  ])('%s', async (_, text) => {
    const { needed, said } = await leastOf(text);
    // If there are too few descriptors to load, the message includes a margin.
    if (isOfConfig(said)) expect(neededOf(said)).toBe(needed);
    await startBackend();
    await start(text, needed).message('ready');
    expect(await answerTo(GET)).toBe('HTTP/1.1 200 OK');
  });

  test.each([20, 48])('with %i it cannot even be loaded, and says so', async (descriptors) => {
    const text = `worker_processes 1; ${events} ${proxied}`;
    const needed = neededOf(await refusal(text, descriptors));
    await startBackend();
    await start(text, needed).message('ready');
    expect(await answerTo(GET)).toBe('HTTP/1.1 200 OK');
  });

  test('worker_rlimit_nofile is named where it is what is too low', async () => {
    const text = (count: number): string =>
      `worker_processes 1; worker_rlimit_nofile ${count}; ${events} ${proxied}`;
    const said = await refusal(text(12), 1000);
    expect(said).toMatch(/worker_rlimit_nofile 12 cannot carry one request/);
    const needed = neededOf(said);
    await startBackend();
    await start(text(needed), 1000).message('ready');
    expect(await answerTo(GET)).toBe('HTTP/1.1 200 OK');
  });
});

/** Enough to load, with the descriptors that Node sometimes opens for a moment, and for few clients. */
const FEW = 80;

describe(`with ${FEW} descriptors, which are less than worker_connections`, () => {
  test.each(['on', 'off'])('idle clients keep nobody out, master_process %s', async (master) => {
    const text = `worker_processes 1; master_process ${master}; error_log e.log warn; ${events} ${site('return 200;')}`;
    await start(text, FEW).message('ready');
    const idle = await Promise.all(Array.from({ length: 100 }, () => RawClient.open(front, PORT)));
    for (let turn = 0; turn < 5; turn++) expect(await answerTo(GET)).toBe('HTTP/1.1 200 OK');
    expect(readFileSync(join(prefix, 'e.log'), 'utf8')).toMatch(
      new RegExp(`\\[warn\\] .*: ${FEW} open files are not enough, reusing connections\n`),
    );
    for (const { socket } of idle) socket.destroy();
  });

  test('files that it has no descriptor for are a 500, as in nginx, and nothing else suffers', async () => {
    writeFileSync(join(prefix, 'big'), Buffer.alloc(BIG_BYTES));
    const text = `master_process off; error_log e.log; ${events} ${site(`root ${prefix};`)}`;
    await start(text, FEW).message('ready');
    // Fewer than are accepted, so that none waits; with a file each they are more than there is
    // room for.
    const clients = await Promise.all(
      Array.from({ length: 32 }, async () => {
        const client = await RawClient.open(front, PORT);
        client.write('GET /big HTTP/1.1\r\n');
        return client;
      }),
    );
    const statuses: string[] = [];
    for (const client of clients) {
      client.write('Host: x\r\n\r\n');
      const text = await client.until((so) => so.includes('\r\n\r\n'));
      client.socket.pause();
      statuses.push(text.split('\r\n')[0] ?? '');
    }
    expect(new Set(statuses)).toEqual(
      new Set(['HTTP/1.1 200 OK', 'HTTP/1.1 500 Internal Server Error']),
    );
    for (const { socket } of clients) socket.destroy();
    expect(await answerTo('HEAD /big HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('HTTP/1.1 200 OK');
    expect(readFileSync(join(prefix, 'e.log'), 'utf8')).toMatch(
      /\[crit\] .* open\(\) ".*\/big" failed \(24: Too many open files\), client: /,
    );
  });
});
