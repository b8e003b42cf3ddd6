import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { scriptedOrigin } from '../../proxy/support/origins/scripted-origin.js';
import { type Program, startTidegate } from '../../proxy/support/program.js';
import { runCli } from '../../support/cli.js';
import { RawClient } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';

const [front, back] = [loopback(1), loopback(2)];
const directory = mkdtempSync(join(tmpdir(), 'stream-processes-'));
const file = join(directory, 'nginx.conf');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function started(config: string): Promise<Program> {
  writeFileSync(file, config);
  const program = await startTidegate(file, directory);
  onTestFinished(() => program.stop());
  return program;
}

test('a configuration of stream alone is tested, and refused with its place', async () => {
  writeFileSync(file, 'events {} stream { server { listen 18080; return hello; } }');
  expect((await runCli(['proxy', '-t', '-c', file])).code).toBe(0);
  writeFileSync(file, 'events {}\nstream { server { listen 18080 udp; return hello; } }');
  const { code, stderr } = await runCli(['proxy', '-t', '-c', file]);
  expect(code).toBe(2);
  expect(stderr).toContain(`"listen udp" is not supported`);
  expect(stderr).toContain(`${file}:2:`);
});

test('QUIT lets sessions go on, takes no new ones, and ends with the last', async () => {
  const origin = await scriptedOrigin(back);
  const { child } = await started(
    `worker_processes 2; events {}
     stream { server { listen ${front}:8000; proxy_pass ${back}:${origin.port}; } }`,
  );
  const client = await RawClient.open(front, 8000);
  const upstream = await origin.accepted(0);
  const exited = once(child, 'exit');
  child.kill('SIGQUIT');
  // Connections are refused once the workers have been told.
  while (await RawClient.open(front, 8000).then(close, () => false));
  client.write('still here');
  await upstream.until((text) => text === 'still here');
  client.socket.end();
  await client.ended();
  expect((await exited)[0]).toBe(0);
});

test('worker_shutdown_timeout cuts what QUIT lets go on', async () => {
  const origin = await scriptedOrigin(back);
  const { child } = await started(
    `worker_shutdown_timeout 200ms; events {}
     stream { server { listen ${front}:8000; proxy_pass ${back}:${origin.port}; } }`,
  );
  const client = await RawClient.open(front, 8000);
  await origin.accepted(0);
  const exited = once(child, 'exit');
  child.kill('SIGQUIT');
  await client.ended();
  await exited;
});

test('upstreams of one name in http and in stream are two', async () => {
  const origin = await scriptedOrigin(back);
  const { child } = await started(
    `worker_processes 2; events {}
     http {
       upstream u { zone u 64k; server ${back}:${origin.port}; }
       server { listen ${front}:8001; location / { proxy_pass http://u; } }
     }
     stream {
       match never { expect never; }
       upstream u { zone u 64k; server ${back}:${origin.port}; }
       server {
         listen ${front}:8000; proxy_pass u; health_check_timeout 50ms;
         health_check interval=50ms match=never;
       }
     }`,
  );
  const [message] = await once(child, 'message');
  const server = `${back}:${origin.port}`;
  expect(message).toMatchObject({
    type: 'peer',
    part: 'stream',
    upstream: 'u',
    server,
    state: 'down',
  });
  const client = await RawClient.open(front, 8001);
  const before = origin.connections.length;
  client.write('GET / HTTP/1.0\r\n\r\n');
  // Checks reach the same server, but only a request says GET.
  for (let at = before; ; at++) {
    const connection = await origin.accepted(at);
    const asked = await connection.until((text) => text.startsWith('GET')).catch(() => null);
    if (asked === null) continue;
    connection.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    break;
  }
  expect(await client.until((text) => text.includes('\r\n'))).toMatch(/^HTTP\/1.1 200/);
  const refused = await RawClient.open(front, 8000);
  expect((await refused.ended()).bytes.length).toBe(0);
});

async function close(client: RawClient): Promise<boolean> {
  client.socket.resetAndDestroy();
  return true;
}
