import { describe, expect, test } from 'vitest';
import { begin, connected, IDLE_MS } from './begin-session.js';

describe('a session', () => {
  test('reads nothing of its client before it is connected', () => {
    const { session, client, upstream, peer } = begin();
    expect(client.paused).toBe(true);
    expect(peer?.connections).toBe(1);
    session.onOpen(upstream);
    expect(client.paused).toBe(false);
  });

  test('holds a fast sender back until the other side has taken what came', () => {
    const { client, upstream } = connected();
    upstream.receive('much');
    expect(upstream.paused).toBe(true);
    client.drain();
    expect(upstream.paused).toBe(false);
  });

  test('waits with its end until what the other side sent is taken', () => {
    const { client, upstream, session, sessions, peer } = connected();
    upstream.receive('last words');
    upstream.ended = true;
    session.onEnd(upstream);
    expect(client.state).toBe('open');
    client.drain();
    expect([client.state, upstream.state, session.status]).toEqual(['closed', 'closed', 200]);
    expect([sessions.size, peer?.connections]).toEqual([0, 0]);
  });

  test('does not wait for a side that has ended to take anything', () => {
    const { client, upstream, session } = connected();
    upstream.receive('unheard');
    client.ended = true;
    session.onEnd(client);
    expect(upstream.state).toBe('closed');
  });

  test('knows what has gone each way', () => {
    const { client, upstream, session } = connected();
    upstream.receive('12345');
    client.receive('123');
    expect([session.bytesReceived, session.bytesSent]).toEqual([3, 0]);
    client.drain();
    upstream.drain();
    expect([session.bytesReceived, session.bytesSent]).toEqual([3, 5]);
    const [only] = session.tries;
    expect(only).toMatchObject({ server: '127.0.0.1:80', bytesSent: 3, bytesReceived: 5 });
  });

  test('is not idle while a slow reader takes some of what is kept for it', () => {
    const { client, upstream, session, sweep } = connected();
    upstream.receive('x'.repeat(100));
    client.pendingBytes = 60;
    session.onDeadline();
    expect(client.state).toBe('open');
    expect(session.deadlineMs).toBe(sweep.nowMs + IDLE_MS);
    session.onDeadline();
    expect(client.state).toBe('closed');
  });

  test('of a client that is gone before there is a server is over', () => {
    const { client, upstream, session, sessions, peer } = begin();
    client.state = 'closed';
    session.onClose(client, 'rst');
    expect(upstream.state).toBe('closed');
    expect([sessions.size, peer?.connections]).toEqual([0, 0]);
  });

  test('that is still connecting when a drain is over is given up', () => {
    const { client, session, sessions } = begin();
    session.onDrainDeadline();
    expect([client.state, session.status, sessions.size]).toEqual(['closed', 502, 0]);
  });
});
