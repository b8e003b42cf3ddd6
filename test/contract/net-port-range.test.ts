import { describe, expect, it } from 'vitest';
import type { Bind } from '../../src/net/loop.js';
import {
  endChildrenAfterEach,
  hasNamespaces,
  message,
  startFixture,
} from '../net/support/child.js';
import { engines } from '../net/support/engines.js';

const PORTS = 10;
const DESTINATIONS = 2;
/** More for each destination than there are ports. */
const TRIES = 15;

/** A namespace in which the kernel has ten ports to assign; listeners use ports outside of them. */
const SETUP = [
  'ip link set lo up',
  `sysctl -qw net.ipv4.ip_local_port_range="50000 ${50_000 + PORTS - 1}"`,
].join(' && ');

describe.runIf(hasNamespaces).each(engines)('ten ports in all, engine %s', (engine) => {
  endChildrenAfterEach();

  async function connects(bind: Bind): Promise<Record<string, number>> {
    const args = [engine, '127.0.0.1', '8081,8082', `${TRIES}`, JSON.stringify(bind), 'listen'];
    const child = startFixture('count-connects.mjs', args, { setup: SETUP, namespace: true });
    return await message(child);
  }

  it('early: a port once for all destinations', async () => {
    expect(await connects({ mode: 'early', address: '127.0.0.2' })).toEqual({
      open: PORTS,
      'no-port': TRIES * DESTINATIONS - PORTS,
    });
  });

  it('late: every port once for each destination, where the engine can', async () => {
    const open = engine === 'epoll' ? PORTS * DESTINATIONS : PORTS;
    expect(await connects({ mode: 'late', address: '127.0.0.2' })).toEqual({
      open,
      'no-port': TRIES * DESTINATIONS - open,
    });
  });

  it('late without an address: every port once for each destination, on either engine', async () => {
    expect(await connects({ mode: 'late' })).toEqual({
      open: PORTS * DESTINATIONS,
      'no-port': (TRIES - PORTS) * DESTINATIONS,
    });
  });
});
