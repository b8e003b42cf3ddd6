import { Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { loopback } from '../../support/loopback.js';
import { loopsFor, openPair } from '../support/engines.js';

const newLoop = loopsFor('node');
afterEach(() => vi.restoreAllMocks());

it('sends many short writes of one event as one, in order', async () => {
  const pair = await openPair(await newLoop(), loopback(1));
  const sent = vi.spyOn(Socket.prototype, 'write');
  let text = '';
  for (let i = 0; i < 5000; i++) {
    pair.server.writeText(`${i} `);
    text += `${i} `;
  }
  pair.server.write(Buffer.alloc(10_000, 'x'));
  pair.server.end();
  await pair.clientProbe.saw('end');
  expect(pair.clientProbe.received.toString()).toBe(text + 'x'.repeat(10_000));
  expect(sent.mock.calls.length).toBe(1);
});
