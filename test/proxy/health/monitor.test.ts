import { expect, test } from 'vitest';
import { readNginxConfig } from '../../../src/config/nginx/reading/read.js';
import { createLoop } from '../../../src/net/create-loop.js';
import { HealthMonitor } from '../../../src/proxy/health/monitor.js';
import type { PeerState } from '../../../src/proxy/messages.js';
import { createProxy } from '../../../src/proxy/serving/proxy.js';
import { FakeLoop } from '../../net/support/fake-loop.js';
import { loopback } from '../../support/loopback.js';
import { memorySource } from '../../support/memory-source.js';
import { actingOrigin, answerOf, okay } from '../support/origins/acting-origin.js';
import { startProxy } from '../support/running-proxy.js';

const [front, back] = [loopback(56), loopback(57)];

test('a server with two checks is down while one of them fails', async () => {
  const sick = new Set(['/a', '/b']);
  let asked: (path: string) => void = () => undefined;
  const origin = await actingOrigin(back, 8080, ({ path }) => {
    asked(path);
    return { wire: sick.has(path) ? answerOf('503 No', '') : okay(''), ends: 'fin' };
  });
  const states: PeerState[] = [];
  let changed: () => void = () => undefined;
  await startProxy(
    'node',
    `upstream u { zone u 64k; server ${back}:8080; }
     server { listen ${front}:8000;
       location /a { proxy_pass http://u; health_check interval=20ms uri=/a; }
       location /b { proxy_pass http://u; health_check interval=20ms uri=/b; } }`,
    {
      onPeer: (_, state) => {
        states.push(state);
        changed();
      },
    },
  );
  const change = () =>
    new Promise<void>((resolve) => {
      changed = resolve;
    });
  const checks = (path: string, count: number) =>
    new Promise<void>((resolve) => {
      let left = count;
      asked = (one) => {
        if (one === path && --left === 0) resolve();
      };
    });
  await change();
  await checks('/b', 3);
  sick.delete('/a');
  await checks('/a', 4);
  expect(states).toEqual(['down']);
  const up = change();
  sick.delete('/b');
  await up;
  expect(states).toEqual(['down', 'up']);
  await origin.close();
});

const nobody = { changed: () => undefined, checked: () => undefined };

const parse = (text: string) =>
  readNginxConfig('/test/nginx.conf', memorySource({ '/test/nginx.conf': text }));

test('servers of a mandatory check count as down before it has begun', async () => {
  const config = parse(`events {} http {
    upstream u { zone u 64k; server ${back}:1; server ${back}:2; }
    upstream v { zone v 64k; server ${back}:3; }
    server { listen ${front}:8000;
      location /u { proxy_pass http://u; health_check mandatory; }
      location /v { proxy_pass http://v; health_check; } } }`);
  const loop = await createLoop('node');
  const known = new Map<string, PeerState>([[`${back}:2`, 'up']]);
  const stateOf = ({ server }: { server: string }) => known.get(server) ?? null;
  const monitor = new HealthMonitor(config, loop, nobody, stateOf);
  const down = () => monitor.down.map(({ server }) => server);
  expect(down()).toEqual([`${back}:1`]);
  // What other processes learn of a server in the meantime counts as well.
  known.set(`${back}:3`, 'down');
  expect(down()).toEqual([`${back}:1`, `${back}:3`]);
  loop.close();
});

test('a check that cannot be made keeps no timer', async () => {
  const config = parse(`events {} http { match m { body ~ "x"; }
    upstream u { zone u 64k; server ${back}:1; }
    server { listen ${front}:8000; location / { proxy_pass http://u; health_check match=m; } } }`);
  const { http } = config;
  const matches = http?.matches.map((match) => ({
    ...match,
    body: { negated: false, pattern: '(', ignoreCase: false },
  }));
  const broken = { ...config, http: http && { ...http, matches: matches ?? [] } };
  const loop = await createLoop('node');
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  expect(() => createProxy(broken, loop, { prefix: '/' })).toThrow(/\(/);
  expect(timers()).toBe(before);
  loop.close();
});

test('a check that has no descriptor says nothing of the server, and is told of', async () => {
  const config = parse(`events {} http { upstream u { zone u 64k; server ${back}:1; }
    server { listen ${front}:8000; location / { proxy_pass http://u; health_check interval=5ms; } } }`);
  const loop = new FakeLoop();
  const connect = loop.connect.bind(loop);
  loop.connect = (options) => {
    const connection = connect(options);
    queueMicrotask(() => options.handler.onClose(connection, 'no-descriptor'));
    return connection;
  };
  const heard: string[] = [];
  const twice = new Promise<void>((resolve) => {
    const monitor = new HealthMonitor(config, loop, {
      changed: (_, state) => heard.push(state),
      checked: () => heard.push('checked'),
      unable: () => {
        heard.push('unable');
        if (heard.length < 2) return;
        monitor.close();
        resolve();
      },
    });
    monitor.start();
  });
  await twice;
  expect(heard).toEqual(['unable', 'unable']);
});
