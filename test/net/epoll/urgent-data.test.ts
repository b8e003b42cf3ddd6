import { describe, expect, test } from 'vitest';
import type { EpollConnection } from '../../../src/net/epoll/epoll-connection.js';
import { loadSyscalls } from '../../../src/net/epoll/syscalls.js';
import { loopback } from '../../support/loopback.js';
import { engines, loopsFor, openPair } from '../support/engines.js';

const MSG_OOB = 1;
const BEFORE = 4_000_000;
const AFTER = 100_000;

describe.skipIf(!engines.includes('epoll'))('urgent data among bytes that are spliced', () => {
  const newLoop = loopsFor('epoll');

  test.each([['goes on'], ['ends']])('is passed over, whether what follows %s', async (fate) => {
    const loop = await newLoop();
    const { send } = await loadSyscalls();
    const from = await openPair(loop, loopback(1));
    const to = await openPair(loop, loopback(2));
    let spliced = 0;
    const hold = () => to.client.blocked && from.server.pause();
    const onSpliced = (_: unknown, count: number) => {
      spliced += count;
      hold();
    };
    from.serverProbe.keep = to.serverProbe.keep = false;
    from.serverProbe.on.onData = (source, bytes, length) => {
      to.client.write(bytes, 0, length);
      if (!hold()) source.splice(to.client, 100_000_000, { onSpliced });
    };
    to.clientProbe.on.onDrain = () => from.server.resume();
    from.serverProbe.on.onEnd = () => to.client.end();

    from.client.write(Buffer.alloc(BEFORE));
    if (from.client.pendingBytes > 0) await from.clientProbe.saw('drain');
    send((from.client as EpollConnection).fd, Buffer.from('!'), 1, MSG_OOB);
    from.client.write(Buffer.alloc(AFTER));
    if (fate === 'ends') from.client.end();
    await to.serverProbe.until(() => to.serverProbe.receivedBytes >= BEFORE + AFTER);
    expect(to.serverProbe.receivedBytes).toBe(BEFORE + AFTER);
    expect(spliced).toBeGreaterThan(BEFORE / 2);
  });
});
