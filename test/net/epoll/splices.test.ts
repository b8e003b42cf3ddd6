import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { EPOLLIN, EPOLLOUT } from '../../../src/net/epoll/constants.js';
import { EpollConnection } from '../../../src/net/epoll/epoll-connection.js';
import { Kernel, READ_BYTES } from '../../../src/net/epoll/kernel.js';
import { Reactor } from '../../../src/net/epoll/reactor.js';
import type { Syscalls } from '../../../src/net/epoll/syscalls.js';
import type { Connection } from '../../../src/net/loop.js';
import { UNOWNED } from '../../../src/net/unowned.js';

const { EAGAIN, EPIPE, EINVAL, EMFILE } = constants.errno;
const [SOURCE, TARGET] = [10, 11];

/**
 * Two connections and the kernel's side of them: how many bytes it has for the one and accepts from
 * the other.
 */
class Machine {
  /** Bytes that have arrived at the source. */
  come = 0;
  /** Bytes that the target's buffer still accepts. */
  room = Number.POSITIVE_INFINITY;
  /** Bytes that arrive right after the next splice(2). */
  late = 0;
  piped = 0;
  taken = 0;
  readonly calls: string[] = [];
  /** The error of a call, by the call's name. */
  readonly fails: Partial<Record<'pipe2' | 'fill' | 'empty', number>> = {};
  readonly read: number[] = [];
  readonly spliced: number[] = [];
  drains = 0;
  readonly closed: string[] = [];
  readonly source: EpollConnection;
  readonly target: EpollConnection;
  readonly reactor: Reactor;
  #errno = 0;

  constructor(offers = Number.POSITIVE_INFINITY) {
    this.reactor = new Reactor(new Kernel(this.#syscalls()));
    const onSpliced = (_: Connection, count: number) => void this.spliced.push(count);
    this.source = this.#connection(SOURCE, (from, bytes, length) => {
      this.read.push(length);
      this.target.write(bytes, 0, length);
      from.splice(this.target, offers, { onSpliced });
    });
    this.target = this.#connection(TARGET, () => undefined);
  }

  /** The source's peer has sent `bytes`. */
  receive(bytes: number): void {
    this.come += bytes;
    this.source.onEvents(EPOLLIN);
    this.#runDeferred();
  }

  /** The target's peer has read. */
  widen(room: number): void {
    this.room = room;
    this.target.onEvents(EPOLLOUT);
  }

  #connection(fd: number, onData: typeof UNOWNED.onData): EpollConnection {
    const onDrain = () => void this.drains++;
    const onClose = (_: Connection, reason: string) => void this.closed.push(`${fd} ${reason}`);
    const handler = { ...UNOWNED, onData, onDrain, onClose };
    const connection = new EpollConnection(this.reactor, handler, undefined);
    connection.fd = fd;
    connection.state = 'open';
    return connection;
  }

  /** Does what the loop's own turns would do. */
  #runDeferred(): void {
    for (let turn = 0; turn < 20; turn++) {
      this.source.runDeferred();
      this.target.runDeferred();
      this.reactor.settle();
    }
  }

  #fail(errno: number): number {
    this.#errno = errno;
    return -1;
  }

  #take(most: number): number {
    const count = Math.min(most, this.room);
    this.room -= count;
    this.taken += count;
    return count > 0 ? count : this.#fail(EAGAIN);
  }

  #splice(from: number, most: number): number {
    const call = from === SOURCE ? 'fill' : 'empty';
    this.calls.push(call);
    const errno = this.fails[call];
    if (errno !== undefined) return this.#fail(errno);
    if (call === 'empty') {
      const count = this.#take(Math.min(most, this.piped));
      if (count > 0) this.piped -= count;
      return count;
    }
    const count = Math.min(most, this.come);
    this.come += this.late;
    this.late = 0;
    if (count === 0) return this.#fail(EAGAIN);
    this.come -= count;
    this.piped += count;
    return count;
  }

  #syscalls(): Syscalls {
    const nothing = () => 0;
    return {
      ...{ epoll_create1: () => 3, epoll_ctl: nothing, epoll_wait: nothing, close: nothing },
      ...{ addressOf: () => 4096, fcntl: nothing, shutdown: nothing },
      poll: () => ({ ref() {}, unref() {}, close() {} }),
      errno: () => this.#errno,
      pipe2: () => (this.fails.pipe2 === undefined ? 0 : this.#fail(this.fails.pipe2)),
      recv: (_fd: number, _at: number, most: number) => {
        const count = Math.min(most, this.come);
        this.come -= count;
        return count > 0 ? count : this.#fail(EAGAIN);
      },
      send: (_fd: number, _from: unknown, length: number) => this.#take(length),
      splice: (from: number, _0: 0, _to: number, _1: 0, most: number) => this.#splice(from, most),
      read: (_fd: number, _at: number, most: number) => {
        const count = Math.min(most, this.piped);
        this.piped -= count;
        return count > 0 ? count : this.#fail(EAGAIN);
      },
    } as unknown as Syscalls;
  }
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

describe('bytes that may go on unread', () => {
  test('are read as long as little comes', () => {
    const machine = new Machine();
    for (let round = 0; round < 5; round++) machine.receive(1000);
    expect(machine.read).toEqual([1000, 1000, 1000, 1000, 1000]);
    expect(machine.calls).toEqual([]);
  });

  test('go by once a read was full and much is to come, until little comes', () => {
    const machine = new Machine(10_000_000);
    machine.receive(READ_BYTES + 1_000_000);
    expect([machine.read, sum(machine.spliced)]).toEqual([[READ_BYTES], 1_000_000]);
    machine.receive(1000);
    machine.receive(1000);
    expect([machine.read, sum(machine.spliced)]).toEqual([[READ_BYTES, 1000], 1_001_000]);
    expect([machine.taken, machine.drains]).toEqual([READ_BYTES + 1_002_000, 0]);
  });

  test('go by once two reads in a row were full, where nobody knows how much is to come', () => {
    const machine = new Machine();
    machine.receive(READ_BYTES + 200);
    machine.receive(READ_BYTES + 200);
    expect([sum(machine.read), machine.calls]).toEqual([2 * READ_BYTES + 400, []]);
    machine.receive(2 * READ_BYTES + 100_000);
    expect(sum(machine.spliced)).toBe(100_000);
  });

  test('are no more than was offered, and none where that is little', () => {
    const offered = new Machine(100_000);
    offered.receive(READ_BYTES + 100_000 + 500);
    expect([sum(offered.spliced), sum(offered.read)]).toEqual([100_000, READ_BYTES + 500]);
    const little = new Machine(1000);
    little.receive(READ_BYTES + 1000);
    expect([little.calls, sum(little.read)]).toEqual([[], READ_BYTES + 1000]);
  });

  test('are kept where the kernel does not take them all, and a drain follows', () => {
    const machine = new Machine(10_000_000);
    machine.room = READ_BYTES + 50_000;
    machine.receive(READ_BYTES + 200_000);
    expect([machine.piped, sum(machine.spliced)]).toEqual([0, 200_000]);
    expect(machine.target.pendingBytes).toBe(150_000);
    machine.widen(1_000_000);
    expect([machine.taken, machine.drains]).toEqual([READ_BYTES + 200_000, 1]);
  });

  test('are read again where something stands before them', () => {
    const machine = new Machine(10_000_000);
    machine.room = READ_BYTES + 50_000;
    machine.receive(READ_BYTES + 200_000);
    machine.receive(500_000);
    expect(sum(machine.read)).toBe(READ_BYTES + 500_000);
    expect(machine.target.pendingBytes).toBe(650_000);
  });

  test('are lost with the connection that they were for, and leave nothing in the pipe', () => {
    const machine = new Machine(10_000_000);
    machine.fails.empty = EPIPE;
    machine.receive(READ_BYTES + 200_000);
    expect([machine.piped, sum(machine.spliced)]).toEqual([0, 200_000]);
    expect(machine.closed).toEqual([`${TARGET} rst`]);
  });

  test('are read where the kernel refuses, and it is not asked again', () => {
    const machine = new Machine(10_000_000);
    machine.fails.fill = EINVAL;
    machine.receive(READ_BYTES + 200_000);
    expect([machine.calls, machine.taken]).toEqual([['fill'], READ_BYTES + 200_000]);
  });

  test('are written where the kernel refuses on the way out, and none is lost', () => {
    const machine = new Machine(10_000_000);
    machine.fails.empty = EINVAL;
    machine.receive(READ_BYTES + 200_000);
    expect([machine.piped, machine.taken]).toEqual([0, READ_BYTES + 200_000]);
    expect([machine.calls, machine.closed]).toEqual([['fill', 'empty'], []]);
  });

  test('count against an offer when they are read', () => {
    const machine = new Machine(300_000);
    machine.receive(READ_BYTES + 100_000);
    expect(machine.reactor.splices.offered).toBe(1);
    // Arrives between the last splice(2) and the read after it.
    machine.late = 50_000;
    machine.receive(0);
    expect(machine.reactor.splices.offered).toBe(0);
    machine.receive(400_000);
    expect(machine.taken).toBe(READ_BYTES + 550_000);
  });

  test('are read where there is no descriptor for a pipe, until there is', () => {
    const machine = new Machine(10_000_000);
    machine.fails.pipe2 = EMFILE;
    machine.receive(READ_BYTES + 200_000);
    expect([machine.calls, machine.taken]).toEqual([[], READ_BYTES + 200_000]);
    delete machine.fails.pipe2;
    machine.receive(READ_BYTES + 200_000);
    expect([sum(machine.spliced), machine.taken]).toEqual([200_000, 2 * (READ_BYTES + 200_000)]);
  });

  test('leave other connections their turn', () => {
    const machine = new Machine(10_000_000);
    machine.come = 5_000_000;
    machine.source.onEvents(EPOLLIN);
    // One turn, and a last move that goes beyond it by at most the size of a pipe.
    expect(sum(machine.read) + sum(machine.spliced)).toBeLessThan(600_000);
    machine.receive(0);
    expect(machine.taken).toBe(5_000_000);
  });

  test('are no more spliced once their connection is closed', () => {
    const machine = new Machine(10_000_000);
    machine.receive(READ_BYTES + 100_000);
    expect(machine.reactor.splices.offered).toBe(1);
    machine.source.close();
    expect(machine.reactor.splices.offered).toBe(0);
    machine.source.splice(machine.target, 1_000_000, { onSpliced: () => undefined });
    expect(machine.reactor.splices.offered).toBe(0);
  });
});
