import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/net/loop.js';
import { dial, engines, loopsFor, openPair, serve } from '../net/support/engines.js';
import { loopback } from '../support/loopback.js';

const MEGABYTE = 1 << 20;

describe.each(engines)('data, engine %s', (engine) => {
  const newLoop = loopsFor(engine);

  it('carries bytes both ways', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    expect(pair.client.write(Buffer.from('ping'))).toBe(true);
    expect(pair.client.pendingBytes).toBe(0);
    await pair.serverProbe.until(() => pair.serverProbe.receivedBytes === 4);
    pair.server.write(Buffer.from('pong'));
    await pair.clientProbe.until(() => pair.clientProbe.receivedBytes === 4);
    expect(pair.serverProbe.received.toString()).toBe('ping');
    expect(pair.clientProbe.received.toString()).toBe('pong');
  });

  it('writes the part of a buffer that it is told to, views of larger memory too', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    const view = new Uint8Array(Buffer.from('0123456789')).subarray(2);
    pair.client.write(view, 1, 4);
    pair.client.write(view, 4);
    pair.client.write(view, 3, 3);
    await pair.serverProbe.until(() => pair.serverProbe.receivedBytes === 7);
    expect(pair.serverProbe.received.toString()).toBe('3456789');
  });

  it('writes text, latin1, with bytes behind it', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    expect(pair.client.writeText('h\u00e9ad ', Buffer.from('0body1'), 1, 5)).toBe(true);
    pair.client.writeText('');
    pair.client.writeText('.');
    await pair.serverProbe.until(() => pair.serverProbe.receivedBytes === 10);
    expect(pair.serverProbe.received.toString('latin1')).toBe('h\u00e9ad body.');
  });

  it('sends in order what is written in several pieces, and then closes', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    const long = Buffer.alloc(100_000, 'x');
    pair.client.write(Buffer.from('short '));
    pair.client.write(long);
    pair.client.writeText(' end');
    pair.client.close();
    await pair.serverProbe.saw('end');
    expect(pair.serverProbe.received.toString()).toBe(`short ${long} end`);
  });

  it('sends what was written while connecting', async () => {
    const loop = await newLoop();
    const server = await serve(loop, loopback(1));
    const { connection, probe } = dial(loop, server.listener);
    expect(connection.write(Buffer.from('early'))).toBe(false);
    expect(connection.pendingBytes).toBe(5);
    connection.end();
    await probe.saw('open');
    const accepted = await server.accepted();
    await accepted.saw('end');
    expect(accepted.received.toString()).toBe('early');
  });

  it('keeps what a paused reader does not take, and delivers every byte of it', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.server.pause();
    const payload = randomBytes(24 * MEGABYTE);
    const sent = Buffer.from(payload);
    expect(pair.client.write(sent)).toBe(false);
    const kept = pair.client.pendingBytes;
    expect(kept).toBeGreaterThan(0);
    // After `write`, the buffer belongs to the caller again.
    sent.fill(0);
    expect(pair.client.write(payload, 0, 1000)).toBe(false);
    expect(pair.client.pendingBytes).toBe(kept + 1000);
    expect(pair.serverProbe.receivedBytes).toBe(0);

    const hash = createHash('sha256');
    pair.serverProbe.keep = false;
    pair.serverProbe.on.onData = (_, bytes, length) => {
      hash.update(bytes.subarray(0, length));
    };
    pair.server.resume();
    await pair.clientProbe.saw('drain');
    expect(pair.client.pendingBytes).toBe(0);
    await pair.serverProbe.until(() => pair.serverProbe.receivedBytes === payload.length + 1000);
    const expected = createHash('sha256').update(payload).update(payload.subarray(0, 1000));
    expect(hash.digest('hex')).toBe(expected.digest('hex'));
    expect(pair.clientProbe.story).toEqual(['open', 'drain']);
  });

  it('holds the peer back while paused, and loses nothing of many small writes', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.serverProbe.on.onData = (connection) => {
      connection.pause();
      setImmediate(() => connection.resume());
    };
    let expected = '';
    for (let index = 0; index < 2000; index++) {
      expected += `${index},`;
      pair.client.write(Buffer.from(`${index},`));
      if (index % 100 === 0) await nextTurn();
    }
    await pair.serverProbe.until(() => pair.serverProbe.receivedBytes === expected.length);
    expect(pair.serverProbe.received.toString()).toBe(expected);
  });

  it('delivers after resume what came while paused, and nothing before', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.server.pause();
    pair.client.write(Buffer.from('wait'));
    pair.client.end();
    // The bytes have arrived, because those of a second connection, sent later, have.
    const second = dial(await newLoop(), pair.listener);
    await second.probe.saw('open');
    expect(pair.serverProbe.story).toEqual(['open']);
    pair.server.resume();
    await pair.serverProbe.saw('end');
    expect(pair.serverProbe.story).toEqual(['open', 'data', 'end']);
    expect(pair.serverProbe.received.toString()).toBe('wait');
  });

  it('calls no handler from inside a call', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    const probe = pair.clientProbe;
    let inside = 0;
    const guarded = (call: (connection: Connection) => void): void => {
      const before = probe.story.length;
      inside++;
      call(pair.client);
      inside--;
      expect(probe.story.length).toBe(before);
    };
    for (const name of ['onData', 'onDrain', 'onEnd', 'onClose'] as const) {
      probe.on[name] = () => expect(inside).toBe(0);
    }
    guarded((c) => c.pause());
    pair.server.write(Buffer.from('x'));
    pair.server.end();
    await pair.serverProbe.until(() => true);
    await delay(5);
    guarded((c) => c.resume());
    guarded((c) => c.write(Buffer.alloc(MEGABYTE)));
    await probe.saw('end');
    guarded((c) => c.end());
    guarded((c) => c.close());
    await probe.closed();
  });

  it('hands a connection to another handler in mid-life', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    const { probe: heir } = dial(await newLoop(), pair.listener);
    await heir.saw('open');
    pair.serverProbe.on.onData = (connection) => {
      connection.handler = heir;
    };
    pair.client.write(Buffer.from('mine'));
    await pair.serverProbe.saw('data');
    pair.client.write(Buffer.from('yours'));
    await heir.saw('data');
    expect(pair.serverProbe.received.toString()).toBe('mine');
    expect(heir.received.toString()).toBe('yours');
  });

  it('lets a torrent starve nobody', async () => {
    const loop = await newLoop();
    const torrent = await openPair(loop, loopback(1));
    torrent.serverProbe.keep = false;
    const block = Buffer.alloc(4 * MEGABYTE);
    const pour = () => torrent.client.write(block);
    torrent.clientProbe.on.onDrain = pour;
    pour();
    await torrent.serverProbe.saw('data');

    const quiet = await openPair(loop, loopback(2));
    quiet.serverProbe.on.onData = (connection, bytes, length) => {
      connection.write(bytes, 0, length);
    };
    const before = torrent.serverProbe.receivedBytes;
    for (let round = 1; round <= 50; round++) {
      quiet.client.write(Buffer.from('.'));
      await quiet.clientProbe.until(() => quiet.clientProbe.receivedBytes === round);
    }
    expect(torrent.serverProbe.receivedBytes).toBeGreaterThan(before);
    // Node's own timers have run as well.
    await delay(1);
  });
});
