import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  endChildrenAfterEach,
  hasNamespaces,
  message,
  startFixture,
} from '../net/support/child.js';
import { engines } from '../net/support/engines.js';
import { loopback } from '../support/loopback.js';
import { HALF, halfOrigin } from './support/origins/half-origin.js';
import { startProxy } from './support/running-proxy.js';

const front = loopback(42);
const PORTS = 10;
const [FIRST, SECOND] = ['127.0.0.1:9001', '127.0.0.1:9002'];
const FIXTURE = '../../proxy/fixtures/port-cascade.mjs';
const SETUP = [
  'ip link set lo up',
  `sysctl -qw net.ipv4.ip_local_port_range="50000 ${50_000 + PORTS - 1}"`,
].join(' && ');

describe.runIf(hasNamespaces)(
  'a proxy_bind address with ten ports, fifteen clients more than one server can have',
  () => {
    endChildrenAfterEach();
    const CLIENTS = 25;

    test.runIf(engines.includes('epoll'))(
      'bound late: the next server is tried when one is out of ports, then 502; all of it counted',
      async () => {
        const world = { setup: SETUP, namespace: true };
        expect(await message(startFixture(FIXTURE, ['epoll', `${CLIENTS}`], world))).toEqual({
          held: { [FIRST]: PORTS, [SECOND]: PORTS },
          refused: { [`${FIRST}, ${SECOND}`]: CLIENTS - 2 * PORTS },
          fails: { [FIRST]: CLIENTS - PORTS, [SECOND]: CLIENTS - 2 * PORTS },
        });
      },
    );

    test('bound early, as the node engine must: ten in all, for both servers together', async () => {
      const world = { setup: SETUP, namespace: true };
      expect(await message(startFixture(FIXTURE, ['node', `${CLIENTS}`], world))).toEqual({
        held: { [FIRST]: PORTS, [SECOND]: 0 },
        refused: { [`${FIRST}, ${SECOND}`]: CLIENTS - PORTS },
        fails: { [FIRST]: CLIENTS - PORTS, [SECOND]: CLIENTS - PORTS },
      });
    });
  },
);

test.each(engines)(
  'a process full of requests leaves clients in the queue until there is room, on the %s engine',
  async (engine) => {
    const origin = await halfOrigin(loopback(43));
    // An eighth of the slots is reserved for established clients: 16 slots accept 7 clients with a
    // server each.
    const proxy = await startProxy(
      engine,
      `server { listen ${front}:8000; location / { proxy_pass http://${loopback(43)}:${origin.port}; } }`,
      { slots: { count: 16, from: '16 worker_connections' } },
    );
    const clients = await Promise.all(Array.from({ length: 12 }, () => proxy.open()));
    for (const client of clients) client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const answered = () => clients.filter(({ text }) => text.endsWith(HALF));
    while (answered().length < 7) await delay(5);
    // Long enough for it to look many times whether there is room.
    await delay(300);
    expect(answered()).toHaveLength(7);
    for (const client of answered().slice(0, 6)) client.socket.destroy();
    await Promise.all(
      clients
        .filter(({ socket }) => !socket.destroyed)
        .map((client) => client.until((text) => text.endsWith(HALF))),
    );
    await origin.close();
  },
);
