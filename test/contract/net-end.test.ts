import { describe, expect, it } from 'vitest';
import { dial, engines, loopsFor, openPair, serve } from '../net/support/engines.js';
import { loopback } from '../support/loopback.js';

describe.each(engines)('ending connections, engine %s', (engine) => {
  const newLoop = loopsFor(engine);

  it('reports the peer’s FIN, and still writes', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.client.end();
    await pair.serverProbe.saw('end');
    expect(pair.server.ended).toBe(true);
    expect(pair.server.state).toBe('open');
    pair.server.write(Buffer.from('late answer'));
    await pair.clientProbe.saw('data');
    pair.server.end();
    expect(await pair.clientProbe.closed()).toBe('fin');
    expect(await pair.serverProbe.closed()).toBe('fin');
    expect(pair.clientProbe.received.toString()).toBe('late answer');
    expect(pair.clientProbe.story).toEqual(['open', 'data', 'end', 'close:fin']);
    expect(pair.serverProbe.story).toEqual(['open', 'end', 'close:fin']);
  });

  it('half-closes from the accepting side, too', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.server.write(Buffer.from('all'));
    pair.server.end();
    await pair.clientProbe.saw('end');
    pair.client.write(Buffer.from('thanks'));
    pair.client.end();
    expect(await pair.serverProbe.closed()).toBe('fin');
    expect(pair.serverProbe.received.toString()).toBe('thanks');
  });

  it('sends FIN after all that was written, however long that takes', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.serverProbe.keep = false;
    pair.server.pause();
    const bytes = 16 << 20;
    pair.client.write(Buffer.alloc(bytes));
    pair.client.end();
    expect(pair.client.pendingBytes).toBeGreaterThan(0);
    pair.server.resume();
    await pair.serverProbe.saw('end');
    expect(pair.serverProbe.receivedBytes).toBe(bytes);
  });

  it('tells RST from FIN', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.server.reset();
    expect(await pair.clientProbe.closed()).toBe('rst');
    expect(await pair.serverProbe.closed()).toBe('local');
    expect(pair.clientProbe.story).toEqual(['open', 'close:rst']);
  });

  it('asks for nothing more once a write has failed', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    const piece = Buffer.alloc(65_536);
    let pieces = 0;
    const writeOn = (): void => {
      while (pieces < 10_000 && pair.client.write(piece)) pieces++;
    };
    pair.clientProbe.on.onDrain = writeOn;
    pair.server.pause();
    pair.client.pause();
    writeOn();
    const before = pieces;
    pair.server.reset();
    expect(await pair.clientProbe.closed()).toBe('rst');
    expect(pieces - before).toBeLessThan(100);
  });

  it('resets with writes pending', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.server.pause();
    pair.client.write(Buffer.alloc(16 << 20));
    pair.client.reset();
    expect(pair.client.pendingBytes).toBe(0);
    expect(await pair.clientProbe.closed()).toBe('local');
    pair.server.resume();
    if (engine === 'epoll') expect(await pair.serverProbe.closed()).toBe('rst');
    // libuv reports an RST that arrives with unread data as the end of the data (uv__stream_io:
    // POLLHUP after a partial read).
    else
      await pair.serverProbe.until(() =>
        /^(end|close:rst)$/.test(pair.serverProbe.story.at(-1) ?? ''),
      );
  });

  it('delivers what came before an RST', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.server.write(Buffer.from('last words'));
    await pair.clientProbe.saw('data');
    pair.server.reset();
    expect(await pair.clientProbe.closed()).toBe('rst');
    expect(pair.clientProbe.received.toString()).toBe('last words');
  });

  it('tells an RST after the peer’s FIN', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.server.end();
    await pair.clientProbe.saw('end');
    pair.server.reset();
    await pair.serverProbe.closed();
    // A reset in CLOSE_WAIT is noticed at the next write at the latest.
    pair.client.write(Buffer.from('x'));
    expect(await pair.clientProbe.closed()).toBe('rst');
  });

  it('closes with FIN, dropping nothing that the kernel has', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.server.write(Buffer.from('bye'));
    pair.server.close();
    expect(pair.server.state).toBe('closed');
    await pair.clientProbe.saw('end');
    expect(pair.clientProbe.received.toString()).toBe('bye');
    expect(await pair.serverProbe.closed()).toBe('local');
    pair.client.end();
    expect(await pair.clientProbe.closed()).toBe('fin');
  });

  it('resets when it closes with something unread', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.server.pause();
    pair.client.write(Buffer.alloc(8 << 20));
    pair.server.close();
    expect(await pair.clientProbe.closed()).toBe('rst');
  });

  it('reports a close once, whatever is called after it', async () => {
    const loop = await newLoop();
    const pair = await openPair(loop, loopback(1));
    const { client } = pair;
    client.close();
    client.close();
    client.reset();
    client.end();
    client.pause();
    client.resume();
    expect(client.write(Buffer.from('into the void'))).toBe(true);
    expect(client.pendingBytes).toBe(0);
    expect(await pair.clientProbe.closed()).toBe('local');
    await pair.serverProbe.saw('end');
    pair.server.close();
    await pair.serverProbe.closed();
    expect(pair.clientProbe.story).toEqual(['open', 'close:local']);
    expect(pair.serverProbe.received.length).toBe(0);
    expect(loop.size).toBe(0);
  });

  it('writes nothing after end', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.client.write(Buffer.from('said'));
    pair.client.end();
    expect(pair.client.write(Buffer.from('unsaid'))).toBe(true);
    await pair.serverProbe.saw('end');
    expect(pair.serverProbe.received.toString()).toBe('said');
  });

  it.each(['onOpen', 'onData', 'onEnd'] as const)('may be closed inside %s', async (event) => {
    const loop = await newLoop();
    const server = await serve(loop, loopback(1), {
      prepare: (probe) => {
        probe.on[event] = (connection: { close(): void }) => connection.close();
      },
    });
    const { probe, connection } = dial(loop, server.listener);
    connection.write(Buffer.alloc(100_000));
    connection.end();
    const accepted = await server.accepted();
    expect(await accepted.closed()).toBe('local');
    expect(['fin', 'rst']).toContain(await probe.closed());
    expect(loop.size).toBe(0);
  });

  it('may be closed inside accept, and then never opens', async () => {
    const loop = await newLoop();
    const { probe: acceptedProbe } = dial(loop, { address: loopback(9), port: 1 });
    await acceptedProbe.closed();
    acceptedProbe.story.length = 0;
    const server = await serve(loop, loopback(1), {
      accept: (connection) => {
        connection.close();
        return acceptedProbe;
      },
    });
    dial(loop, server.listener);
    expect(await acceptedProbe.closed()).toBe('local');
    expect(acceptedProbe.story).toEqual(['close:local']);
  });

  it('says rst to both when the loop closes, and leaves nothing', async () => {
    const [loop, far] = [await newLoop(), await newLoop()];
    const server = await serve(far, loopback(1));
    const { probe } = dial(loop, server.listener);
    await probe.saw('open');
    const accepted = await server.accepted();
    loop.close();
    loop.close();
    expect(await probe.closed()).toBe('local');
    expect(await accepted.closed()).toBe('rst');
    expect([loop.size, far.size]).toEqual([0, 0]);
  });

  it('closes listeners with the loop, paused ones too, and opens nothing on it after', async () => {
    const [loop, far] = [await newLoop(), await newLoop()];
    const open = await serve(loop, loopback(1));
    const paused = await serve(loop, loopback(2), { paused: true });
    const other = await serve(far, loopback(3));
    loop.close();
    for (const { listener } of [open, paused]) {
      expect(await dial(far, listener).probe.closed()).toBe('refused');
    }
    const { probe } = dial(loop, other.listener);
    expect(await probe.closed()).toBe('local');
    await expect(serve(loop, loopback(1))).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
  });

  // libuv does not watch a socket that neither reads nor writes: the RST is noticed at resume.
  it.runIf(engine === 'epoll')('notices an RST while paused', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.server.pause();
    pair.client.write(Buffer.from('never read'));
    pair.client.reset();
    expect(await pair.serverProbe.closed()).toBe('rst');
    expect(pair.serverProbe.story).toEqual(['open', 'close:rst']);
  });

  it('keeps data that came before a FIN for a reader that is paused and has ended itself', async () => {
    const pair = await openPair(await newLoop(), loopback(1));
    pair.server.pause();
    pair.server.end();
    pair.client.write(Buffer.from('patience'));
    await pair.clientProbe.saw('end');
    pair.client.end();
    await pair.clientProbe.closed();
    expect(pair.serverProbe.story).toEqual(['open']);
    pair.server.resume();
    expect(await pair.serverProbe.closed()).toBe('fin');
    expect(pair.serverProbe.received.toString()).toBe('patience');
  });
});
