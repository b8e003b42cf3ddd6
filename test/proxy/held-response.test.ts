import { queryObjects } from 'node:v8';
import { expect, test } from 'vitest';
import { HeaderList } from '../../src/proxy/http/heads/headers.js';
import { Visit } from '../../src/proxy/site/visit.js';
import { ProxyExchange } from '../../src/proxy/upstream/answering/proxy-exchange.js';
import { Relay } from '../../src/proxy/upstream/answering/relay.js';
import { fakeProxy, openedUpstream } from './support/fake-proxy.js';

const HELD = 50;

test('a held response keeps nothing of the request it answers', async () => {
  const loop = await fakeProxy('');
  for (let held = 0; held < HELD; held++) {
    loop.accept().receive('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    openedUpstream(loop).receive('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
  }
  expect(queryObjects(Relay)).toBe(HELD);
  for (const gone of [ProxyExchange, Visit, HeaderList]) expect(queryObjects(gone)).toBe(0);
});
