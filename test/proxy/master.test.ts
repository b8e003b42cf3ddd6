import { expect, test } from 'vitest';
import { readNginxConfig } from '../../src/config/nginx/read.js';
import { loopback } from '../support/loopback.js';
import { memorySource } from '../support/memory-source.js';
import { RawClient } from './support/raw-client.js';
import { scriptedOrigin } from './support/scripted-origin.js';

// The compiled one: its workers are started from files beside it.
const { Master } = (await import(
  new URL('../../dist/proxy/process/master.js', import.meta.url).href
)) as typeof import('../../src/proxy/process/master.js');

const [front, back] = [loopback(47), loopback(48)];

test('a fast stop overtakes a graceful one, and the end is told once', async () => {
  const origin = await scriptedOrigin(back);
  const text = `worker_processes 1; events {} http { server {
    listen ${front}:8000;
    location / { proxy_pass http://${back}:${origin.port}; }
  } }`;
  const config = readNginxConfig('/test/nginx.conf', memorySource({ '/test/nginx.conf': text }));
  const told: string[] = [];
  const master = await Master.start(config, {
    prefix: '/',
    engine: 'auto',
    tell: ({ type }) => void told.push(type),
  });
  const client = await RawClient.open(front, 8000);
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  // A request that nobody will answer holds the graceful one up.
  await origin.accepted(0);
  const graceful = master.quit();
  await master.stop();
  await graceful;
  await client.ended();
  expect(told).toEqual(['ready', 'stopped']);
});
