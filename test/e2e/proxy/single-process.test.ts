import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { scriptedOrigin } from '../../proxy/support/origins/scripted-origin.js';
import { startProxyProcess, workersOf } from '../../proxy/support/proxy-process.js';
import { RawClient } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';

const front = loopback(1);
const back = loopback(2);
const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

let root = '';
let directory = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tidegate-single-'));
});
beforeEach(() => {
  directory = mkdtempSync(join(root, 'test-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function configure(http: string): string {
  const file = join(directory, 'nginx.conf');
  const main = 'master_process off; worker_processes 4; error_log error.log notice;';
  writeFileSync(file, `${main} events { } http { ${http} }`);
  return file;
}

const saying = (body: string, port = 8000) =>
  `server { listen ${front}:${port}; return 200 "${body}"; }`;

async function ask(port = 8000): Promise<string> {
  const client = await RawClient.open(front, port);
  client.write(GET);
  return (await client.ended()).bytes.toString().split('\r\n\r\n')[1] ?? '';
}

async function logged(pattern: RegExp, name = 'error.log'): Promise<void> {
  const file = join(directory, name);
  while (!existsSync(file) || !pattern.test(readFileSync(file, 'utf8'))) await delay(20);
}

describe('master_process off', () => {
  test('one process serves, whatever worker_processes says', async () => {
    const running = await startProxyProcess(configure(saying('one')));
    expect(await ask()).toBe('one');
    expect(workersOf(running)).toEqual([]);
  });

  test('SIGHUP goes over to a new configuration while the old one finishes', async () => {
    const origin = await scriptedOrigin(back);
    const proxied = `server { listen ${front}:8000; location / { proxy_pass http://${back}:${origin.port}; } }`;
    const running = await startProxyProcess(configure(proxied + saying('dropped', 8001)));
    const busy = await RawClient.open(front, 8000);
    busy.write(GET);
    const upstream = await origin.accepted(0);
    configure(saying('new') + saying('more', 8002));
    running.child.kill('SIGHUP');
    await running.message('reloaded', 0);
    expect(await ask()).toBe('new');
    expect(await ask(8002)).toBe('more');
    await expect(RawClient.open(front, 8001)).rejects.toThrow('ECONNREFUSED');
    upstream.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold');
    expect((await busy.ended()).bytes.toString()).toMatch(/\r\n\r\nold$/);
  });

  test('refuses nobody who comes while it is reloaded', async () => {
    const running = await startProxyProcess(configure(saying('served')));
    let over = false;
    const asking = (async () => {
      const answers = new Set<string>();
      while (!over) answers.add(await ask());
      return answers;
    })();
    for (let nth = 0; nth < 5; nth++) {
      running.child.kill('SIGHUP');
      await running.message('reloaded', nth);
    }
    over = true;
    expect(await asking).toEqual(new Set(['served']));
  });

  test('SIGHUP on a configuration that cannot be run is logged, and the old one stays', async () => {
    const running = await startProxyProcess(configure(saying('old')));
    configure('nonsense 1;');
    running.child.kill('SIGHUP');
    await logged(/\[emerg\].*"nonsense" is not supported/);
    expect(await ask()).toBe('old');
  });

  test('a stop during a reload ends it', async () => {
    const running = await startProxyProcess(configure(saying('old')));
    // Resolving a name takes a moment; the stop arrives during it.
    configure(`${saying('new')} upstream u { server localhost:1; }`);
    running.child.kill('SIGHUP');
    running.child.kill('SIGTERM');
    await running.message('stopped');
    if (running.child.exitCode === null) await once(running.child, 'exit');
    expect(running.child.exitCode).toBe(0);
  });

  test('SIGUSR1 opens the logs again', async () => {
    const running = await startProxyProcess(configure(saying('one')));
    running.child.kill('SIGUSR1');
    await logged(/reopening logs/);
    renameSync(join(directory, 'error.log'), join(directory, 'old.log'));
    running.child.kill('SIGUSR1');
    await logged(/^$/);
    running.child.kill('SIGUSR1');
    await logged(/reopening logs/);
  });

  test.each(['SIGQUIT', 'SIGTERM', 'SIGINT'] as const)('%s ends it at once', async (signal) => {
    const origin = await scriptedOrigin(back);
    const proxied = `server { listen ${front}:8000; location / { proxy_pass http://${back}:${origin.port}; } }`;
    const running = await startProxyProcess(configure(proxied));
    const busy = await RawClient.open(front, 8000);
    busy.write(GET);
    await origin.accepted(0);
    running.child.kill(signal);
    expect((await busy.ended()).bytes).toHaveLength(0);
    await running.message('stopped');
    if (running.child.exitCode === null) await once(running.child, 'exit');
    expect(running.child.exitCode).toBe(0);
  });
});
