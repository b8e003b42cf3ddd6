import { describe, expect, test } from 'vitest';
import type { SocketDiag, SocketLook } from '../../../src/host/sockets/socket-diag.js';
import { SocketWatcher } from '../../../src/run/watch/socket-watcher.js';

const BACKEND = { address: '127.0.0.9', port: 80 };

/** A kernel that shows the given sockets, look after look. */
function watching(
  looks: readonly (readonly Partial<SocketLook>[])[],
  side: 'to' | 'at' = 'to',
): SocketWatcher {
  let look = -1;
  let nowMs = 0;
  const diag: SocketDiag = {
    list: (_endpoint, asked) => {
      if (asked !== side) return [];
      const frontend = { address: '10.0.0.1', port: 5000 };
      const ends =
        side === 'to' ? { local: frontend, remote: BACKEND } : { local: BACKEND, remote: frontend };
      return (looks[look] ?? []).map((one) => ({
        localAddress: ends.local.address,
        localPort: ends.local.port,
        remoteAddress: ends.remote.address,
        remotePort: ends.remote.port,
        idleMs: 0,
        cookie: 1,
        ...one,
      }));
    },
  };
  const watcher = new SocketWatcher(diag, BACKEND, () => nowMs);
  for (look = 0; look < looks.length; look++) {
    nowMs = 1000 * (look + 1);
    watcher.look();
  }
  return watcher;
}

describe('the sockets between a frontend and a backend', () => {
  test('are followed from their first look to their last, with the time of the last data', () => {
    const { looksMs, sockets } = watching([[{ idleMs: 10 }], [{ idleMs: 900 }], []]).result() ?? {};
    expect(looksMs).toEqual([1000, 2000, 3000]);
    expect(sockets).toEqual([
      { client: '10.0.0.1:5000', firstSeenMs: 1000, lastSeenMs: 2000, lastDataMs: 1100 },
    ]);
  });

  test('are named by the frontend’s end from either side', () => {
    expect(watching([[{}]], 'at').result()?.sockets).toMatchObject([{ client: '10.0.0.1:5000' }]);
  });

  test('are named with brackets where they are of IPv6', () => {
    const looks = [[{ localAddress: 'fd00::1' }]];
    expect(watching(looks).result()?.sockets).toMatchObject([{ client: '[fd00::1]:5000' }]);
  });

  test('are told apart by the kernel’s number where a port is used again', () => {
    expect(watching([[{ cookie: 1 }], [{ cookie: 2 }]]).result()?.sockets).toHaveLength(2);
  });

  test('are unknown where this kernel never had any', () => {
    expect(watching([[], []]).result()).toBeNull();
  });
});
