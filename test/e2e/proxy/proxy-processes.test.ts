import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scriptedOrigin } from '../../proxy/support/origins/scripted-origin.js';
import { gone, startProxyProcess, workersOf } from '../../proxy/support/proxy-process.js';
import { runCli } from '../../support/cli.js';
import { keptClient, RawClient } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';

const front = loopback(50);
const back = loopback(51);
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

const proxied = (to: string) =>
  `server { listen ${front}:8000; location = /kept { return 200 kept; } location / { proxy_pass ${to}; } }`;

const simple = `server { listen ${front}:8000; return 200 "$pid"; }`;

async function ask(path: string): Promise<string> {
  const client = await RawClient.open(front, 8000);
  client.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  const { bytes } = await client.ended();
  return bytes.toString().split('\r\n\r\n')[1] ?? '';
}

const askPid = () => ask('/');

describe('tidegate proxy', () => {
  test('says what it listens on, and that it has stopped', async () => {
    const running = await startProxyProcess(configure(simple));
    expect(running.messages[0]).toEqual({ type: 'ready', listens: [`${front}:8000`] });
    running.child.kill('SIGTERM');
    const [code] = await once(running.child, 'exit');
    expect(code).toBe(0);
    expect(running.messages.at(-1)).toEqual({ type: 'stopped' });
    expect(await gone()).toEqual([]);
  });

  test('one that cannot start ends, though its parent listens', async () => {
    const wrong = configure(`server { listen ${front}:8000; return 200 "$unknown"; }`);
    await expect(startProxyProcess(wrong)).rejects.toThrow('unknown variable "$unknown"');
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
      'CONFIG_DIRECTIVE_UNKNOWN',
    ],
    [
      'a variable it does not know',
      'server { listen 8000; return 200 $x; }',
      'CONFIG_VARIABLE_UNKNOWN',
    ],
    [
      'a variable it does not know in a map',
      'map $x $y { default 1; } server { listen 8000; }',
      'CONFIG_VARIABLE_UNKNOWN',
    ],
    [
      "a variable it does not know in a hash's key",
      'upstream u { hash $x; server 127.0.0.1:1; } server { listen 8000; }',
      'CONFIG_VARIABLE_UNKNOWN',
    ],
    ['an address it cannot have', 'server { listen 192.0.2.1:8000; return 200; }', 'LISTEN_'],
  ])('refuses %s: one line, with the place, exit 2', async (_, http, code) => {
    const run = await runCli(['proxy', '-c', configure(http)]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(code);
    expect(run.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });

  test('no worker outlives a master that is killed', async () => {
    const running = await startProxyProcess(configure(simple));
    expect(workersOf(running)).toHaveLength(2);
    running.child.kill('SIGKILL');
    expect(await gone()).toEqual([]);
  });

  test('ends when the channel to its parent does', async () => {
    const running = await startProxyProcess(configure(simple));
    running.child.disconnect();
    await once(running.child, 'exit');
    expect(await gone()).toEqual([]);
  });

  test('SIGQUIT lets finish what is under way, and closes what is idle', async () => {
    const origin = await scriptedOrigin(back);
    const http = proxied(`http://${back}:${origin.port}`);
    // With one worker, the end of the idle connection shows that the busy one knows of it too.
    const running = await startProxyProcess(configure(http, 1));
    const idle = await keptClient(front, 8000);
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
    const http = proxied(`http://${back}:${origin.port}`);
    const running = await startProxyProcess(configure(http));
    const idle = await keptClient(front, 8000);
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
    const running = await startProxyProcess(configure(http, 1));
    const [victim = 0] = workersOf(running);
    for (const origin of [sick, well]) void origin.accepted(0).then(({ socket }) => socket.end());
    while (running.messages.filter(({ type }) => type === 'peer').length < 2) {
      await once(running.child, 'message');
    }
    process.kill(victim, 'SIGKILL');
    // The socket stays open meanwhile, and the request waits for the new worker.
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
        location /api/ { api; }
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

    const running = await startProxyProcess(configure(http));
    const down = await running.message('peer');
    expect(down).toMatchObject({ upstream: 'u', server: `${back}:${sick.port}`, state: 'down' });
    const before = sick.connections.filter(({ text }) => !text.startsWith('GET /health')).length;
    for (let asked = 0; asked < 8; asked++) await askPid();
    const after = sick.connections.filter(({ text }) => !text.startsWith('GET /health')).length;
    expect(after).toBe(before);
    // The probes' messages may still be on their way to the workers.
    for (let fails = 0; fails < 2; ) {
      const [first] = JSON.parse(await ask('/api/9/http/upstreams/u')).peers;
      const { checks, ...found } = first.health_checks;
      expect(checks).toBe(found.fails);
      if (found.fails >= 2) expect(found).toMatchObject({ unhealthy: 1, last_passed: false });
      fails = found.fails;
    }
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
