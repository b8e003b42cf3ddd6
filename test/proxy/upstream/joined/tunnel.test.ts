import { describe, expect, test } from 'vitest';
import { Sweep } from '../../../../src/lib/sweep.js';
import { JoinedRoster } from '../../../../src/proxy/upstream/joined/joined.js';
import { Tunnel } from '../../../../src/proxy/upstream/joined/tunnel.js';
import { FakeConnection } from '../../../net/support/fake-connection.js';

function join() {
  const sweep = new Sweep();
  sweep.close();
  const [client, upstream] = [new FakeConnection(), new FakeConnection()];
  const kept = new JoinedRoster();
  const tunnel = new Tunnel({
    client,
    upstream,
    sweep,
    idleMs: 60_000,
    tunnels: kept,
    peer: null,
    onEnd: null,
  });
  return { sweep, client, upstream, kept, tunnel };
}

describe('a tunnel that drains', () => {
  test('ends in time even if the upstream talks on after the FIN', () => {
    const { sweep, client, upstream, kept, tunnel } = join();
    tunnel.onDrainDeadline();
    expect(upstream.finSent).toBe(true);
    const end = tunnel.deadlineMs;
    sweep.nowMs = end - 1;
    upstream.receive('and another thing');
    expect(client.sent).toBe('and another thing');
    expect(tunnel.deadlineMs).toBe(end);
    tunnel.onDeadline();
    expect(upstream.state).toBe('closed');
    expect(client.finSent).toBe(true);
    tunnel.onDeadline();
    expect(kept.size).toBe(0);
  });

  test('leaves nothing open to an upstream that has ended and takes no more', () => {
    const { client, upstream, kept, tunnel } = join();
    client.receive('what nobody reads');
    expect(upstream.pendingBytes).toBeGreaterThan(0);
    tunnel.onDrainDeadline();
    upstream.handler.onEnd(upstream);
    tunnel.onDeadline();
    expect([client.state, upstream.state, kept.size]).toEqual(['closed', 'closed', 0]);
  });
});

test('a tunnel in use is not idle: bytes either way put off its end', () => {
  const { sweep, client, upstream, tunnel } = join();
  for (const from of [client, upstream]) {
    sweep.nowMs += 30_000;
    from.receive('x');
    expect(tunnel.deadlineMs).toBe(sweep.nowMs + 60_000);
  }
});
