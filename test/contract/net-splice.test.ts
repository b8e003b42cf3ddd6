import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/net/loop.js';
import { engines, loopsFor, openPair, type Pair } from '../net/support/engines.js';
import { loopback } from '../support/loopback.js';

const MEGABYTE = 1 << 20;
/**
 * Bytes that differ by their position in the stream, so that loss, repetition and reordering all
 * show.
 */
const STREAM = Buffer.alloc(16 * MEGABYTE);
for (let at = 0; at < STREAM.length; at += 4) STREAM.writeUInt32LE(at, at);

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

interface Passed {
  readonly from: Pair;
  readonly to: Pair;
  readBytes: number;
  splicedBytes: number;
}

describe.each(engines)('splicing, engine %s', (engine) => {
  const newLoop = loopsFor(engine);

  /**
   * Two connections. What arrives at the far end of the first is passed to the near end of the
   * second, up to `bytes` unread, as long as the second is not blocked.
   */
  async function passing(bytes = Number.POSITIVE_INFINITY): Promise<Passed> {
    const loop = await newLoop();
    const [from, to] = [await openPair(loop, loopback(1)), await openPair(loop, loopback(2))];
    const passed: Passed = { from, to, readBytes: 0, splicedBytes: 0 };
    const hold = (source: Connection) => to.client.blocked && source.pause();
    const onSpliced = (source: Connection, count: number) => {
      expect(source).toBe(from.server);
      passed.splicedBytes += count;
      hold(source);
    };
    from.serverProbe.keep = to.serverProbe.keep = false;
    from.serverProbe.on.onData = (source, piece, length) => {
      passed.readBytes += length;
      to.client.write(piece, 0, length);
      const left = bytes - passed.splicedBytes;
      if (!hold(source) && left > 0) source.splice(to.client, left, { onSpliced });
    };
    from.serverProbe.on.onEnd = () => to.client.end();
    to.clientProbe.on.onDrain = () => from.server.resume();
    return passed;
  }

  /** The hash of all that arrives, read fast or slowly. */
  function hashed({ serverProbe, server }: Pair, slow: boolean): () => string {
    const hash = createHash('sha256');
    serverProbe.on.onData = (_, bytes, length) => {
      hash.update(bytes.subarray(0, length));
      if (!slow) return;
      server.pause();
      setImmediate(() => server.resume());
    };
    return () => hash.digest('hex');
  }

  it.each([
    ['a quick reader', false],
    ['a slow reader', true],
  ])('carries every byte in order to %s, and the end after them', async (_, slow) => {
    const { from, to } = await passing();
    const digest = hashed(to, slow);
    from.client.write(STREAM);
    from.client.end();
    await to.serverProbe.saw('end');
    expect(to.serverProbe.receivedBytes).toBe(STREAM.length);
    expect(digest()).toBe(hashOf(STREAM));
  });

  it('tells of each byte once: read, or gone by', async () => {
    const passed = await passing();
    passed.from.client.write(STREAM);
    const { serverProbe } = passed.to;
    await serverProbe.until(() => serverProbe.receivedBytes === STREAM.length);
    expect(passed.readBytes + passed.splicedBytes).toBe(STREAM.length);
    // The node engine reads everything; the epoll engine reads little of a large transfer.
    if (engine === 'node') expect(passed.splicedBytes).toBe(0);
    else expect(passed.splicedBytes).toBeGreaterThan(passed.readBytes);
  });

  it('passes no more unread than was offered', async () => {
    const passed = await passing(3 * MEGABYTE);
    passed.from.client.write(STREAM);
    const { serverProbe } = passed.to;
    await serverProbe.until(() => serverProbe.receivedBytes === STREAM.length);
    expect(passed.splicedBytes).toBeLessThanOrEqual(3 * MEGABYTE);
    expect(passed.readBytes).toBe(STREAM.length - passed.splicedBytes);
  });

  it('reads on when the other side is gone', async () => {
    const passed = await passing();
    const { from, to } = passed;
    to.serverProbe.on.onData = (connection) => connection.reset();
    from.client.write(STREAM);
    expect(await to.clientProbe.closed()).toBe('rst');
    from.server.resume();
    await from.clientProbe.saw('drain');
    from.client.end();
    await from.serverProbe.saw('end');
    expect(passed.readBytes + passed.splicedBytes).toBe(STREAM.length);
  });

  it('ends with the connection that it comes from', async () => {
    const { from, to } = await passing();
    to.server.pause();
    from.client.write(STREAM);
    await from.serverProbe.saw('data');
    from.client.reset();
    from.server.resume();
    expect(await from.serverProbe.closed()).toBe('rst');
    to.client.close();
    expect(await to.clientProbe.closed()).toBe('local');
  });
});
