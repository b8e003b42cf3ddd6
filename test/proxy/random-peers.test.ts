import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { drawUnit } from '../../src/plan/random.js';
import { engines } from '../net/support/engines.js';
import { loopback } from '../support/loopback.js';
import { badOrigin } from './support/origins/bad-origin.js';
import { startProxy } from './support/running-proxy.js';

const front = loopback(40);
const back = loopback(41);
const CONNECTIONS = 600;
const AT_ONCE = 30;
const SEED = 20_261_122;
const GET = 'GET /kept HTTP/1.1\r\nHost: x\r\n\r\n';

/** Complete requests, for random changes. */
const REQUESTS: readonly string[] = [
  GET,
  'GET / HTTP/1.0\r\n\r\n',
  'HEAD /each HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /said HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(50),
  'POST /kept HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello',
  `POST /each HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n${'x'.repeat(200_000)}`,
  'POST /kept HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: x\r\n\r\n',
  `POST /each HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(2000)}0\r\n\r\n`,
  'POST /kept HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello',
  'POST /kept HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello',
  `GET /kept HTTP/1.1\r\nHost: x\r\nX-Huge: ${'x'.repeat(50_000)}\r\n\r\n`,
  `GET /${'%2e%2e/'.repeat(40)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  'GET /kept HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nearly bytes',
  '\r\n'.repeat(3000),
];

type Random = () => number;

/** One or several requests with up to three bytes changed, removed or repeated. */
function spoiled(random: Random): string {
  const pick = (): string => REQUESTS[Math.floor(random() * REQUESTS.length)] ?? GET;
  let text = random() < 0.3 ? pick() + pick() : pick();
  const mutations = Math.floor(random() * 4);
  for (let done = 0; done < mutations; done++) {
    const at = Math.floor(random() * Math.min(text.length, 200));
    const byte = [String.fromCharCode(Math.floor(random() * 256)), '', text.slice(at, at + 2)];
    text = text.slice(0, at) + byte[Math.floor(random() * 3)] + text.slice(at + 1);
  }
  return text;
}

/** One connection: sends in pieces, reads or does not read, and ends in one of several ways. */
async function misbehave(random: Random): Promise<void> {
  const socket = connect({ host: front, port: 8000, allowHalfOpen: true });
  const closed = new Promise((resolve) => socket.on('error', () => undefined).on('close', resolve));
  await Promise.race([once(socket, 'connect').catch(() => undefined), closed]);
  if (random() < 0.7) socket.resume();
  const text = spoiled(random);
  const pieces = 1 + Math.floor(random() * 4);
  for (let piece = 0; piece < pieces && socket.writable; piece++) {
    const [from, to] = [piece, piece + 1].map((n) => Math.floor((text.length * n) / pieces));
    socket.write(text.slice(from, to), 'latin1');
    if (random() < 0.5) await delay(random() * 10);
  }
  const how = random();
  if (how < 0.3) socket.resetAndDestroy();
  else if (how < 0.6) socket.destroy();
  else {
    socket.end();
    socket.resume();
    socket.on('end', () => socket.destroy());
  }
  await closed;
}

test.each(engines)(
  'random peers on both sides leave nothing behind, on the %s engine',
  async (engine) => {
    let draws = 0;
    const random = (): number => drawUnit(SEED, draws++);
    const origin = await badOrigin(back, random);
    const proxy = await startProxy(
      engine,
      `keepalive_timeout 1s; client_header_timeout 1s; client_body_timeout 1s;
     upstream u {
       server ${back}:${origin.port} max_conns=1000 max_fails=0;
       keepalive 8;
       keepalive_timeout 1s;
     }
     server {
       listen ${front}:8000;
       proxy_read_timeout 300ms;
       proxy_http_version 1.1;
       proxy_set_header Connection $http_connection;
       proxy_set_header Upgrade $http_upgrade;
       location /said { return 200 "said"; }
       location /each { proxy_request_buffering off; proxy_pass http://${back}:${origin.port}; }
       location / { proxy_set_header Connection ""; proxy_set_header Upgrade $http_upgrade; proxy_pass http://u; }
     }`,
    );
    let left = CONNECTIONS;
    const hand = async (): Promise<void> => {
      while (left-- > 0) await misbehave(random);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, hand));

    // Every time limit here is a second or less, except lingering, which takes five.
    const deadline = Date.now() + 15_000;
    while (proxy.loop.size > 0 && Date.now() < deadline) await delay(50);
    expect(proxy.loop.size).toBe(0);
    const attached = [...proxy.groups.http.all].flatMap(({ peers }) =>
      peers.map((peer) => peer.attached.size),
    );
    expect(attached).toEqual([0]);

    expect(origin.reached()).toBeGreaterThan(CONNECTIONS / 10);
    origin.reform();
    const client = await proxy.open();
    client.write(GET);
    expect(await client.until((text) => text.endsWith('ok'))).toMatch(/^HTTP\/1\.1 200/);
    proxy.quit();
    await client.ended();
  },
);
