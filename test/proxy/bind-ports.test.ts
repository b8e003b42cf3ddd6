import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PortCursors } from '../../src/proxy/upstream/plan/port-cursors.js';
import { engines } from '../net/support/engines.js';
import { loopback } from '../support/loopback.js';
import { scriptedOrigin } from './support/origins/scripted-origin.js';
import { startProxy } from './support/running-proxy.js';

const front = loopback(26);
const back = loopback(27);
const source = loopback(28);
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const [LOW, HIGH] = [20_000, 20_039];
const ports = Array.from({ length: HIGH - LOW + 1 }, (_, at) => LOW + at);

const site = (port: number): string => `server {
  listen ${front}:8000;
  proxy_bind ${source};
  proxy_bind_ports ${LOW}-${HIGH};
  location / { proxy_pass http://${back}:${port}; }
}`;

describe.each(engines)('proxy_bind ADDRESS:PORT on the %s engine', (engine) => {
  test('is the one port there is, and more connections are answered 500', async () => {
    const origin = await scriptedOrigin(back);
    const http = `upstream two { server ${back}:${origin.port}; server ${back}:${origin.port} backup; }
    server {
      listen ${front}:8000;
      location / { proxy_pass http://two; proxy_bind ${source}:${LOW}; }
    }`;
    const proxy = await startProxy(engine, http);
    (await proxy.open()).write(GET);
    await origin.accepted(0);
    expect(origin.connections[0]?.socket.remotePort).toBe(LOW);
    const late = await proxy.open();
    late.write(GET);
    await late.until((text) => text.startsWith('HTTP/1.1 500 '));
  });
});

describe.each(engines)('proxy_bind_ports on the %s engine', (engine) => {
  test('gives every port of the range to one destination, and then says 502', async () => {
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(engine, site(origin.port));
    for (const _ of ports) (await proxy.open()).write(GET);
    await origin.accepted(ports.length - 1);
    const seen = origin.connections.map(({ socket }) => socket.remotePort ?? 0);
    expect(seen.toSorted((a, b) => a - b)).toEqual(ports);
    const late = await proxy.open();
    late.write(GET);
    await late.until((text) => text.startsWith('HTTP/1.1 502 '));
  });

  test('passes over a port that something else has', async () => {
    const taken = createServer().listen(LOW + 7, source);
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());
    const origin = await scriptedOrigin(back);
    const proxy = await startProxy(engine, site(origin.port));
    for (const _ of ports.slice(1)) (await proxy.open()).write(GET);
    await origin.accepted(ports.length - 2);
    const seen = origin.connections.map(({ socket }) => socket.remotePort ?? 0);
    expect(seen.toSorted((a, b) => a - b)).toEqual(ports.filter((port) => port !== LOW + 7));
  });
});

test('each source and destination has a row of ports of its own', () => {
  const cursors = new PortCursors([10, 12], () => 0.5);
  const row = (destination: string): number[] =>
    Array.from({ length: 4 }, () => cursors.next('a', destination));
  expect(row('x')).toEqual([11, 12, 10, 11]);
  expect(row('y')).toEqual([11, 12, 10, 11]);
  expect(cursors.tries).toBe(3);
});
