import { describe, expect, test } from 'vitest';
import { EPOLLOUT } from '../../../src/net/epoll/constants.js';
import { EpollConnection } from '../../../src/net/epoll/epoll-connection.js';
import { Kernel } from '../../../src/net/epoll/kernel.js';
import { Reactor } from '../../../src/net/epoll/reactor.js';
import type { Syscalls } from '../../../src/net/epoll/syscalls.js';
import { UNOWNED } from '../../../src/net/unowned.js';

const NO_WAIT = { ref() {}, unref() {}, close() {} };

/** A connection whose peer reads only a limited number of bytes. */
class Narrow {
  /** Bytes that the kernel still accepts. */
  room: number;
  taken = 0;
  sends = 0;
  drains = 0;
  fins = 0;
  readonly reactor: Reactor;
  readonly connection: EpollConnection;

  constructor(room: number) {
    this.room = room;
    this.reactor = new Reactor(new Kernel(this.#calls()));
    const handler = { ...UNOWNED, onDrain: () => void this.drains++ };
    this.connection = new EpollConnection(this.reactor, handler, undefined);
    this.connection.fd = 10;
    this.connection.state = 'open';
  }

  /** The peer has read, so there is room again. */
  widen(room: number): void {
    this.room = room;
    this.connection.onEvents(EPOLLOUT);
  }

  #calls(): Syscalls {
    const nothing = () => 0;
    return {
      ...{ epoll_create1: () => 3, epoll_ctl: nothing, epoll_wait: nothing, close: nothing },
      ...{ addressOf: () => 1, errno: nothing, poll: () => NO_WAIT },
      shutdown: () => this.fins++,
      send: (_fd: number, _from: unknown, length: number) => {
        const count = Math.min(length, this.room);
        this.sends++;
        this.room -= count;
        this.taken += count;
        return count;
      },
    } as unknown as Syscalls;
  }
}

const bytes = (length: number) => Buffer.alloc(length, 'x');

describe('short writes', () => {
  test('are one send, when the events at hand are handled', () => {
    const narrow = new Narrow(1000);
    expect(narrow.connection.write(bytes(10))).toBe(true);
    expect(narrow.connection.writeText('text', bytes(20))).toBe(true);
    expect(narrow.taken).toBe(0);
    narrow.reactor.settle();
    expect([narrow.sends, narrow.taken, narrow.connection.blocked]).toEqual([1, 34, false]);
  });

  test('that the kernel does not take whole are kept, and a drain follows', () => {
    const narrow = new Narrow(15);
    expect(narrow.connection.write(bytes(40))).toBe(true);
    expect(narrow.connection.blocked).toBe(false);
    narrow.reactor.settle();
    expect([narrow.taken, narrow.connection.blocked]).toEqual([15, true]);
    narrow.widen(100);
    expect([narrow.taken, narrow.connection.blocked, narrow.drains]).toEqual([40, false, 1]);
  });

  test('are handed on by who asks how much is pending', () => {
    const narrow = new Narrow(15);
    narrow.connection.write(bytes(40));
    expect(narrow.connection.pendingBytes).toBe(25);
  });

  test('go before the FIN, however long they stand', () => {
    const narrow = new Narrow(15);
    narrow.connection.write(bytes(40));
    narrow.connection.end();
    expect([narrow.taken, narrow.fins]).toEqual([15, 0]);
    narrow.widen(100);
    expect([narrow.taken, narrow.fins, narrow.drains]).toEqual([40, 1, 0]);
  });

  test('that fill the shared memory owe a drain, too', () => {
    const narrow = new Narrow(15);
    while (!narrow.connection.blocked) narrow.connection.write(bytes(8000));
    narrow.widen(1 << 20);
    narrow.reactor.settle();
    narrow.widen(1 << 20);
    expect([narrow.connection.pendingBytes, narrow.drains]).toEqual([0, 1]);
  });
});

describe('a long write', () => {
  test('says at once whether the kernel took it', () => {
    const narrow = new Narrow(50_000);
    expect(narrow.connection.write(bytes(40_000))).toBe(true);
    expect(narrow.connection.write(bytes(40_000))).toBe(false);
    expect(narrow.connection.pendingBytes).toBe(30_000);
  });

  test('is one send with the short ones before it, and says so as well', () => {
    const narrow = new Narrow(50_000);
    expect(narrow.connection.writeText('head', bytes(40_000))).toBe(true);
    expect([narrow.sends, narrow.taken]).toEqual([1, 40_004]);
    expect(narrow.connection.writeText('head', bytes(40_000))).toBe(false);
    expect(narrow.connection.writeText('x'.repeat(9000))).toBe(false);
    narrow.widen(1 << 20);
    expect([narrow.taken, narrow.drains]).toEqual([89_008, 1]);
  });
});
