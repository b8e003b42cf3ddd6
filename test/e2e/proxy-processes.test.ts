import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { FromProxy } from '../../src/proxy/messages.js';
import { RawClient } from '../proxy/support/raw-client.js';
import { scriptedOrigin } from '../proxy/support/scripted-origin.js';
import { BIN, runCli } from '../support/cli.js';
import { processesMarked, untilNone } from '../support/leftovers.js';
import { loopback } from '../support/loopback.js';

const front = loopback(50);
const back = loopback(51);
const mark = `TIDEGATE_TEST_PROXY_${process.pid}`;
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidegate-proxy-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function configure(http: string, workers = 2): string {
  const file = join(directory, `${Math.random().toString(36).slice(2)}.conf`);
  const text = `worker_processes ${workers};\nevents { worker_connections 256; }\nhttp {\n${http}\n}\n`;
  writeFileSync(file, text);
  return file;
}

const simple = `server { listen ${front}:8000; return 200 "$pid"; }`;

interface Running {
  readonly child: ChildProcess;
  readonly messages: FromProxy[];
  message(type: FromProxy['type']): Promise<FromProxy>;
}

async function start(file: string): Promise<Running> {
  const child = spawn(process.execPath, [BIN, 'proxy', '-c', file], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: { ...process.env, [mark]: '1' },
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    // Its workers hold the listening socket until they have seen it go: the next test wants it.
    expect(await gone()).toEqual([]);
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const messages: FromProxy[] = [];
  child.on('message', (message: FromProxy) => messages.push(message));
  const running: Running = {
    child,
    messages,
    message: async (type) => {
      for (;;) {
        const found = messages.find((message) => message.type === type);
        if (found !== undefined) return found;
        if (child.exitCode !== null) throw new Error(`the proxy ended: ${said}`);
        await Promise.race([once(child, 'message'), once(child, 'exit')]);
      }
    },
  };
  await running.message('ready');
  return running;
}

/** Process ids of workers: the children of the master. */
function workersOf({ child }: Running): number[] {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
  return children.trim().split(' ').filter(Boolean).map(Number);
}

async function askPid(): Promise<string> {
  const client = await RawClient.open(front, 8000);
  client.write(GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  const { bytes } = await client.ended();
  return bytes.toString().split('\r\n\r\n')[1] ?? '';
}

const gone = (): Promise<string[]> => untilNone(() => processesMarked(mark), 5_000);

describe('tidegate proxy', () => {
  test('says what it listens on, and that it has stopped', async () => {
    const running = await start(configure(simple));
    expect(running.messages[0]).toEqual({ type: 'ready', listens: [`${front}:8000`] });
    running.child.kill('SIGTERM');
    const [code] = await once(running.child, 'exit');
    expect(code).toBe(0);
    expect(running.messages.at(-1)).toEqual({ type: 'stopped' });
    expect(await gone()).toEqual([]);
  });

  test('-t checks and ends', async () => {
    const { code, stderr } = await runCli(['proxy', '-c', configure(simple), '-t']);
    expect(stderr).toContain('test is successful');
    expect(code).toBe(0);
  });

  test.each([
    [
      'a directive it does not know',
      'server { listen 8000; gzipp on; }',
      'CONFIG_UNKNOWN_DIRECTIVE',
    ],
    [
      'a variable it does not know',
      'server { listen 8000; return 200 $x; }',
      'CONFIG_UNKNOWN_VARIABLE',
    ],
    [
      'a variable it does not know in a map',
      'map $x $y { default 1; } server { listen 8000; }',
      'CONFIG_UNKNOWN_VARIABLE',
    ],
    [
      "a variable it does not know in a hash's key",
      'upstream u { hash $x; server 127.0.0.1:1; } server { listen 8000; }',
      'CONFIG_UNKNOWN_VARIABLE',
    ],
    ['an address it cannot have', 'server { listen 192.0.2.1:8000; return 200; }', 'LISTEN_'],
  ])('refuses %s: one line, with the place, exit 2', async (_, http, code) => {
    const run = await runCli(['proxy', '-c', configure(http)]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(code);
    expect(run.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });

  test('a worker that is killed takes only itself: a new one takes its place', async () => {
    const running = await start(configure(simple));
    const [victim, other] = workersOf(running);
    process.kill(victim ?? 0, 'SIGKILL');
    expect(Number(await askPid())).toBe(other);
    const replaced = (): boolean => {
      const workers = workersOf(running);
      return workers.length === 2 && !workers.includes(victim ?? 0);
    };
    while (!replaced()) await delay(20);
    expect(Number(await askPid())).toBeGreaterThan(0);
  });

  test('no worker outlives a master that is killed', async () => {
    const running = await start(configure(simple));
    expect(workersOf(running)).toHaveLength(2);
    running.child.kill('SIGKILL');
    expect(await gone()).toEqual([]);
  });

  test('ends when the channel to its parent does', async () => {
    const running = await start(configure(simple));
    running.child.disconnect();
    await once(running.child, 'exit');
    expect(await gone()).toEqual([]);
  });

  test('SIGQUIT lets finish what is under way, and closes what is idle', async () => {
    const origin = await scriptedOrigin(back);
    const http = `server { listen ${front}:8000; location / { proxy_pass http://${back}:${origin.port}; } }`;
    const running = await start(configure(http));
    const idle = await RawClient.open(front, 8000);
    const busy = await RawClient.open(front, 8000);
    busy.write(GET);
    const upstream = await origin.accepted(0);
    await upstream.until((text) => text.includes('\r\n\r\n'));
    running.child.kill('SIGQUIT');
    expect((await idle.ended()).end).toBe('fin');
    upstream.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone');
    const { bytes, end } = await busy.ended();
    expect(bytes.toString()).toMatch(/Connection: close\r\n(.*\r\n)*\r\ndone$/);
    expect(end).toBe('fin');
    const [code] = await once(running.child, 'exit');
    expect(code).toBe(0);
  });

  test('SIGTERM ends one that waits since SIGQUIT for what never finishes', async () => {
    const origin = await scriptedOrigin(back);
    const http = `server { listen ${front}:8000; location / { proxy_pass http://${back}:${origin.port}; } }`;
    const running = await start(configure(http));
    const idle = await RawClient.open(front, 8000);
    const busy = await RawClient.open(front, 8000);
    busy.write(GET);
    await (await origin.accepted(0)).until((text) => text.includes('\r\n\r\n'));
    running.child.kill('SIGQUIT');
    expect((await idle.ended()).end).toBe('fin');
    running.child.kill('SIGTERM');
    const [code] = await once(running.child, 'exit');
    expect(code).toBe(0);
  });

  test('a worker that takes the place of a dead one knows which servers are down', async () => {
    const [sick, well] = [await scriptedOrigin(back), await scriptedOrigin(loopback(52))];
    const http = `
      match never { status 299; }
      upstream u { server ${back}:${sick.port}; server ${loopback(52)}:${well.port} backup; }
      server {
        listen ${front}:8000;
        location / {
          add_header X-Pid $pid always;
          add_header X-Tried $upstream_addr always;
          proxy_pass http://u;
          health_check uri=/health interval=100ms fails=1 match=never;
        }
      }`;
    const running = await start(configure(http, 1));
    const [victim = 0] = workersOf(running);
    for (const origin of [sick, well]) void origin.accepted(0).then(({ socket }) => socket.end());
    while (running.messages.filter(({ type }) => type === 'peer').length < 2) {
      await once(running.child, 'message');
    }
    process.kill(victim, 'SIGKILL');
    // The socket stays open meanwhile: the request waits for the new worker.
    const client = await RawClient.open(front, 8000);
    client.write(GET);
    const answer = await client.until((text) => text.includes('\r\n\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 502(.*\r\n)*X-Tried: u\r\n/);
    expect(answer).not.toContain(`X-Pid: ${victim}\r\n`);
  });

  test('health checks move every worker, and are told to the parent', async () => {
    const [sick, well] = [await scriptedOrigin(back), await scriptedOrigin(loopback(52))];
    const http = `
      match ok { status 200; body !~ "maintain"; }
      upstream u { zone u 64k; server ${back}:${sick.port}; server ${loopback(52)}:${well.port}; }
      server {
        listen ${front}:8000;
        location / {
          proxy_pass http://u;
          health_check uri=/health interval=100ms fails=2 passes=1 match=ok;
        }
      }`;
    let maintaining = true;
    const serve = (origin: typeof sick, says: () => string) => async (): Promise<void> => {
      for (let index = 0; ; index++) {
        const connection = await origin.accepted(index);
        void connection
          .until((text) => text.includes('\r\n\r\n'))
          .then(
            (head) => {
              const body = head.startsWith('GET /health') ? says() : 'real';
              connection.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
              connection.socket.end();
            },
            () => undefined,
          );
      }
    };
    void serve(sick, () => (maintaining ? 'under maintaining' : 'serving'))().catch(
      () => undefined,
    );
    void serve(well, () => 'serving')().catch(() => undefined);

    const running = await start(configure(http));
    const down = await running.message('peer');
    expect(down).toMatchObject({ upstream: 'u', server: `${back}:${sick.port}`, state: 'down' });
    const before = sick.connections.filter(({ text }) => !text.startsWith('GET /health')).length;
    for (let asked = 0; asked < 8; asked++) await askPid();
    const after = sick.connections.filter(({ text }) => !text.startsWith('GET /health')).length;
    expect(after).toBe(before);
    maintaining = false;
    while (running.messages.filter(({ type }) => type === 'peer').length < 2) {
      await once(running.child, 'message');
    }
    expect(running.messages.filter(({ type }) => type === 'peer')).toMatchObject([
      { state: 'down' },
      { state: 'up' },
    ]);
  });
});
