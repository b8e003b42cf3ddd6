import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import { startWorker } from '../../../src/net/worker-process.js';
import type { ToWorker } from '../../../src/proxy/process/worker-messages.js';
import { RawClient } from '../../support/http/raw-client.js';
import { loopback } from '../../support/loopback.js';
import { memorySource } from '../../support/memory-source.js';

const front = loopback(38);
const config = readNginxConfig(
  '/test/nginx.conf',
  memorySource({
    '/test/nginx.conf': `events {} http {
      upstream u { server ${front}:9; }
      server { listen ${front}:8000; location / { add_header X-Tried $upstream_addr always; proxy_pass http://u; } }
    }`,
  }),
);

/** A worker that receives all of these messages before it has started. */
function startAndTell(...messages: readonly ToWorker[]) {
  const worker = startWorker({
    entry: new URL('../../../dist/proxy/process/worker.js', import.meta.url),
    name: 'worker under test',
  });
  onTestFinished(() => void worker.kill('SIGKILL'));
  worker.send({ type: 'start', config, prefix: '/', engine: 'auto', listens: [], down: [] });
  for (const message of messages) worker.send(message);
  return worker;
}

test('a worker that is asked to quit while it starts quits', async () => {
  const [code] = await once(startAndTell({ type: 'quit' }), 'exit');
  expect(code).toBe(0);
});

test('a server that goes down while a worker starts is down for it too', async () => {
  const server = `${front}:9`;
  const worker = startAndTell({ type: 'peer', part: 'http', upstream: 'u', server, state: 'down' });
  await once(worker, 'message');
  const client = await RawClient.open(front, 8000);
  client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  // If there is no server to try, the upstream itself is named.
  expect((await client.ended()).bytes.toString()).toContain('X-Tried: u\r\n');
});
