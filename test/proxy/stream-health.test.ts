import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { PeerRef, PeerState } from '../../src/proxy/messages.js';
import { loopback } from '../support/loopback.js';
import { listening } from './support/listening.js';
import { startStream } from './support/running-proxy.js';

const [front, back] = [loopback(30), loopback(31)];

/** Answers `PING` with what the test has set. */
async function pongServer(): Promise<{ readonly port: number; answer: string }> {
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      if (`${data}` === 'PING\r\n') socket.write(told.answer);
    });
  });
  const { port, close } = await listening(server, back);
  onTestFinished(close);
  const told = { port, answer: '+PONG\r\n' };
  return told;
}

test('health checks of stream mark a server down and up again, and say whose it is', async () => {
  const server = await pongServer();
  const heard: { peer: PeerRef; state: PeerState }[] = [];
  let wake: () => void = () => undefined;
  const proxy = await startStream(
    'node',
    `match pong { send "PING\\r\\n"; expect "\\x2bPONG"; }
     upstream u { zone u 64k; server ${back}:${server.port}; }
     server {
       listen ${front}:8000; proxy_pass u; health_check_timeout 2s;
       health_check interval=20ms fails=2 passes=2 match=pong;
     }`,
    {
      onPeer: (peer, state) => {
        heard.push({ peer, state });
        wake();
      },
    },
  );
  const news = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const down = news();
  server.answer = '-LOADING\r\n';
  await down;
  expect((await (await proxy.open()).ended()).bytes.length).toBe(0);
  const up = news();
  server.answer = '+PONG\r\n';
  await up;
  const client = await proxy.open();
  client.write('PING\r\n');
  await client.until((text) => text === '+PONG\r\n');
  const peer = { part: 'stream', upstream: 'u', server: `${back}:${server.port}` };
  expect(heard).toEqual([
    { peer, state: 'down' },
    { peer, state: 'up' },
  ]);
});

test('a mandatory check keeps a server out until it has passed', async () => {
  const server = await pongServer();
  const states: PeerState[] = [];
  const passed = new Promise<void>((resolve) => {
    void startStream(
      'node',
      `upstream u { server ${back}:${server.port}; }
       server { listen ${front}:8000; proxy_pass u; health_check mandatory; }`,
      {
        onPeer: (_, state) => {
          states.push(state);
          if (state === 'up') resolve();
        },
      },
    );
  });
  await passed;
  expect(states).toEqual(['down', 'up']);
});
