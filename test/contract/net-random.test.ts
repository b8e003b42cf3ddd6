import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/net/loop.js';
import { dial, engines, loopsFor, serve } from '../net/support/engines.js';
import type { Probe } from '../net/support/probe.js';
import { loopback } from '../support/loopback.js';

type Act = (connection: Connection) => unknown;

/**
 * Bytes that differ by their position in the stream, so that loss, repetition and reordering all
 * show.
 */
const STREAM = Buffer.alloc(1 << 22, Buffer.from(Array.from({ length: 251 }, (_, index) => index)));

interface Side {
  readonly probe: Probe;
  readonly connection: Connection;
  sent: number;
}

interface Step {
  readonly side: 'client' | 'server';
  readonly name: 'write' | 'text' | 'end' | 'pause' | 'resume' | 'close' | 'reset' | 'wait';
  readonly bytes: number;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    side: fc.constantFrom('client' as const, 'server' as const),
    name: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('write' as const, 'text' as const) },
      { weight: 6, arbitrary: fc.constant('wait' as const) },
      { weight: 4, arbitrary: fc.constantFrom('pause' as const, 'resume' as const) },
      { weight: 2, arbitrary: fc.constant('end' as const) },
      { weight: 1, arbitrary: fc.constantFrom('close' as const, 'reset' as const) },
    ),
    bytes: fc.oneof(fc.nat({ max: 100 }), fc.nat({ max: 20_000 }), fc.nat({ max: 300_000 })),
  }),
  { maxLength: 12 },
);

const acts: Readonly<Record<Exclude<Step['name'], 'write' | 'text' | 'wait'>, Act>> = {
  end: (connection) => connection.end(),
  pause: (connection) => connection.pause(),
  resume: (connection) => connection.resume(),
  close: (connection) => connection.close(),
  reset: (connection) => connection.reset(),
};

/** @param textBytes how many of the bytes are written as text. */
function write(side: Side, bytes: number, textBytes: number): void {
  const { connection, sent } = side;
  if (connection.state === 'closed') return;
  const end = Math.min(sent + bytes, STREAM.length);
  const textEnd = Math.min(sent + textBytes, end);
  if (textBytes === 0) connection.write(STREAM, sent, end);
  else connection.writeText(STREAM.toString('latin1', sent, textEnd), STREAM, textEnd, end);
  side.sent = end;
}

/** What must be true after any sequence of actions. */
function check(side: Side, other: Side): void {
  const { story, received } = side.probe;
  expect(story.filter((event) => event.startsWith('close:'))).toHaveLength(1);
  expect(story.at(-1)).toMatch(/^close:/);
  expect(story.filter((event) => event === 'open').length).toBeLessThanOrEqual(1);
  const afterEnd = story.slice(story.indexOf('end') + 1);
  if (story.includes('end')) expect(afterEnd).not.toContain('data');
  expect(received.length).toBeLessThanOrEqual(other.sent);
  expect(received.equals(STREAM.subarray(0, received.length))).toBe(true);
  expect(side.connection.state).toBe('closed');
  expect(side.connection.pendingBytes).toBe(0);
}

describe.each(engines)('whatever two ends do to each other, engine %s', (engine) => {
  const newLoop = loopsFor(engine);

  it('every byte arrives in its place or not at all, and both ends end once', async () => {
    const loop = await newLoop();
    const listening = await serve(loop, loopback(1));
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const { probe, connection } = dial(loop, listening.listener);
        await probe.saw('open');
        const accepted = await listening.accepted(opened++);
        const client: Side = { probe, connection, sent: 0 };
        const server: Side = {
          probe: accepted,
          connection: accepted.connection as Connection,
          sent: 0,
        };
        const ended = new Set<Side>();
        let torn = false;
        for (const { side: name, name: step, bytes } of script) {
          const side = name === 'client' ? client : server;
          if (step === 'wait') await nextTurn();
          else if (step !== 'write' && step !== 'text') acts[step](side.connection);
          else if (!ended.has(side)) write(side, bytes, step === 'text' ? (bytes >> 1) + 1 : 0);
          if (step === 'end') ended.add(side);
          if (step === 'close' || step === 'reset') torn = true;
        }
        for (const side of [client, server]) {
          side.connection.resume();
          side.connection.end();
        }
        const reasons = await Promise.all([client.probe.closed(), server.probe.closed()]);
        check(client, server);
        check(server, client);
        expect(loop.size).toBe(0);
        if (torn) return;
        expect(reasons).toEqual(['fin', 'fin']);
        expect(client.probe.received.length).toBe(server.sent);
        expect(server.probe.received.length).toBe(client.sent);
      }),
      { numRuns: 150 },
    );
  });
});
