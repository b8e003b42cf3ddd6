import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FakeConnection } from '../../net/support/fake-connection.js';
import { begin } from './begin-session.js';

type Side = 'client' | 'upstream';
type Step =
  | { readonly side: Side; readonly does: 'say' | 'take' | 'end' | 'reset' }
  | { readonly does: 'connect' | 'deadline' | 'drain' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      side: fc.constantFrom<Side>('client', 'upstream'),
      does: fc.constantFrom('say', 'say', 'take', 'take', 'end', 'reset'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('connect', 'deadline', 'drain') }) },
) as fc.Arbitrary<Step>;

/** Plays the kernel: nothing arrives from a side that is not read, has ended, or is closed. */
function play(steps: readonly Step[], proxyHalfClose: boolean) {
  const world = begin({ proxyHalfClose });
  const { client, upstream, session } = world;
  upstream.state = 'connecting';
  const said = { client: '', upstream: '' };

  const settle = (): void => {
    for (const side of [client, upstream]) {
      if (side.state !== 'open' || !side.finSent || !side.ended || side.pendingBytes > 0) continue;
      side.state = 'closed';
      side.handler.onClose(side, 'fin');
    }
  };
  const take = (side: FakeConnection): void => {
    if (side.pendingBytes === 0) return;
    if (side.finSent) side.pendingBytes = 0;
    else side.drain();
  };
  const act = (side: Side, does: string): void => {
    const connection = world[side];
    if (connection.state !== 'open') return;
    const heard = !connection.paused && !connection.ended;
    if (does === 'take') take(connection);
    else if (does === 'reset') {
      connection.state = 'closed';
      connection.handler.onClose(connection, 'rst');
    } else if (heard && does === 'say') {
      const text = `${side.charAt(0)}${said[side].length} `;
      said[side] += text;
      connection.receive(text);
    } else if (heard && does === 'end') {
      connection.ended = true;
      session.onEnd(connection);
    }
  };
  for (const one of steps) {
    if ('side' in one) act(one.side, one.does);
    else if (one.does === 'connect' && upstream.state === 'connecting') {
      upstream.state = 'open';
      session.onOpen(upstream);
    } else if (one.does === 'deadline' && session.deadlineMs > 0) session.onDeadline();
    else if (one.does === 'drain') session.onDrainDeadline();
    settle();
  }
  return { ...world, said, settle, take };
}

test('whatever the two sides do, bytes stay in order and a session ends without a trace', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, halfClose) => {
      const { client, upstream, session, sessions, peer, said, settle } = play(steps, halfClose);
      expect(said.upstream.startsWith(client.sent)).toBe(true);
      expect(said.client.startsWith(upstream.sent)).toBe(true);
      // Ends the session, if nothing else has.
      session.close();
      settle();
      expect([client.state, upstream.state]).toEqual(['closed', 'closed']);
      expect([sessions.size, peer?.connections]).toEqual([0, 0]);
      expect(session.status).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
});

test('a session that is left alone ends by its deadlines', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, halfClose) => {
      const all: Step[] = [...steps, { does: 'connect' }];
      const { session, sessions, settle } = play(all, halfClose);
      for (let passed = 0; passed < 4 && sessions.size > 0; passed++) {
        expect(session.deadlineMs).toBeGreaterThan(0);
        session.onDeadline();
        settle();
      }
      expect(sessions.size).toBe(0);
    }),
    { numRuns: 2000 },
  );
});
