import { describe, expect, test } from 'vitest';
import type { FakeConnection } from '../net/support/fake-connection.js';
import { fakeProxy, openedUpstream } from './support/fake-proxy.js';

/** The bytes of one read of a socket, and of the whole transfer. */
const READ_BYTES = 64 * 1024;
const TOTAL_BYTES = 50 * 1024 * 1024;
const READS = TOTAL_BYTES / READ_BYTES;
const piece = 'x'.repeat(READ_BYTES);

/**
 * Feeds `from` whenever it is read; if it is not, lets `to` take what waits. Returns the largest
 * amount that waited.
 */
async function pour(from: FakeConnection, to: () => FakeConnection | undefined): Promise<number> {
  let most = 0;
  for (let fed = 0, turns = 0; fed < READS; ) {
    if (turns++ > 4 * READS) throw new Error('it stands still');
    const taker = to();
    // Bytes are counted and not kept.
    if (taker !== undefined) taker.sent = '';
    if (from.paused && taker === undefined) await null;
    else if (from.paused) taker?.drain();
    else {
      from.receive(piece);
      fed++;
    }
    most = Math.max(most, taker?.pendingBytes ?? 0);
  }
  return most;
}

describe.each(['on', 'off'])('50 MB through a slow reader, with buffering %s', (buffering) => {
  test('a response waits in its server, not here', async () => {
    const loop = await fakeProxy(`proxy_buffering ${buffering};`);
    const client = loop.accept();
    client.receive('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const upstream = openedUpstream(loop);
    upstream.receive(`HTTP/1.1 200 OK\r\nContent-Length: ${TOTAL_BYTES}\r\n\r\n`);
    expect(await pour(upstream, () => client)).toBeLessThanOrEqual(READ_BYTES + 1024);
  });

  test('a request waits in its client, beyond the first megabyte', async () => {
    const loop = await fakeProxy(`proxy_request_buffering ${buffering};`);
    const client = loop.accept();
    client.receive(`PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: ${TOTAL_BYTES}\r\n\r\n`);
    let opened = false;
    const most = await pour(client, () => {
      const [upstream] = loop.connected;
      if (upstream !== undefined && !opened) {
        opened = true;
        upstream.handler.onOpen(upstream);
      }
      return upstream;
    });
    const kept = buffering === 'on' ? 1024 * 1024 : 0;
    expect(most).toBeLessThanOrEqual(kept + READ_BYTES + 1024);
  });
});
