import { describe, expect, onTestFinished, test } from 'vitest';
import { SERVER_DEFAULTS } from '../../../../src/config/nginx/directives/upstream.js';
import { Sweep } from '../../../../src/lib/sweep.js';
import { Reusables } from '../../../../src/proxy/slots/reusables.js';
import { KeepalivePool } from '../../../../src/proxy/upstream/peers/keepalive-pool.js';
import { Peer } from '../../../../src/proxy/upstream/peers/peer.js';
import { UpstreamLink } from '../../../../src/proxy/upstream/peers/upstream-link.js';
import { FakeConnection } from '../../../net/support/fake-connection.js';

const place = { file: '', line: 1, column: 1 };
const peer = new Peer({ address: 'a:80', host: 'a', port: 80, ...SERVER_DEFAULTS, place });

function pool(): { readonly pool: KeepalivePool; readonly nowMs: number } {
  const sweep = new Sweep();
  onTestFinished(() => sweep.close());
  const settings = { size: 2, timeoutMs: 60_000, requests: 10, ageMs: 5000 };
  return { pool: new KeepalivePool(settings, sweep, new Reusables()), nowMs: sweep.nowMs };
}

function link(connection: FakeConnection, requests: number, openedMs: number): UpstreamLink {
  const opened = new UpstreamLink(connection, openedMs);
  opened.requests = requests;
  return opened;
}

describe('a pool of idle connections', () => {
  test('gives back the last that was put', () => {
    const { pool: idle, nowMs } = pool();
    const connections = [new FakeConnection(), new FakeConnection()];
    for (const connection of connections) idle.put(peer, link(connection, 1, nowMs));
    expect(idle.take(peer)?.connection).toBe(connections[1]);
    expect(idle.take(peer)?.connection).toBe(connections[0]);
    expect(idle.take(peer)).toBeNull();
  });

  test.each([
    ['keepalive_requests', 10, 0],
    ['keepalive_time', 1, 5001],
  ])('closes what has served its time: %s', (_, requests, ageMs) => {
    const { pool: idle, nowMs } = pool();
    const connection = new FakeConnection();
    idle.put(peer, link(connection, requests, nowMs - ageMs));
    expect(connection.state).toBe('closed');
    expect(idle.take(peer)).toBeNull();
  });

  test('closes the one idle longest when there is room for no more', () => {
    const { pool: idle, nowMs } = pool();
    const connections = [new FakeConnection(), new FakeConnection(), new FakeConnection()];
    for (const connection of connections) idle.put(peer, link(connection, 1, nowMs));
    expect(connections.map(({ state }) => state)).toEqual(['closed', 'open', 'open']);
  });
});
