import { onTestFinished } from 'vitest';
import { readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import { createProxy } from '../../../src/proxy/serving/proxy.js';
import type { FakeConnection } from '../../net/support/fake-connection.js';
import { FakeLoop } from '../../net/support/fake-loop.js';
import { memorySource } from '../../support/memory-source.js';

/**
 * One server that passes everything on, on a loop without sockets. @param directives those of its
 * location.
 */
export async function fakeProxy(directives: string): Promise<FakeLoop> {
  const text = `events {} http {
    upstream origin { server 127.0.0.2:80; keepalive 1; }
    server { listen 127.0.0.1:80; client_max_body_size 0;
      location / { proxy_pass http://origin; proxy_http_version 1.1; ${directives} } } }`;
  const config = readNginxConfig('/nginx.conf', memorySource({ '/nginx.conf': text }));
  const loop = new FakeLoop();
  const proxy = createProxy(config, loop, { prefix: '/nowhere' });
  onTestFinished(() => proxy.close());
  await proxy.listen();
  return loop;
}

/** The connection that was requested last, opened. */
export function openedUpstream(loop: FakeLoop): FakeConnection {
  const upstream = loop.connected.at(-1);
  if (upstream === undefined) throw new Error('nothing was asked of the upstream');
  upstream.handler.onOpen(upstream);
  return upstream;
}
