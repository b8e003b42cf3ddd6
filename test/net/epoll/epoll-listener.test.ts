import { expect, test } from 'vitest';
import { EAGAIN, EMFILE } from '../../../src/net/epoll/constants.js';
import { EpollListener } from '../../../src/net/epoll/epoll-listener.js';
import { Kernel } from '../../../src/net/epoll/kernel.js';
import { Reactor } from '../../../src/net/epoll/reactor.js';
import type { Syscalls } from '../../../src/net/epoll/syscalls.js';
import type { Connection } from '../../../src/net/loop.js';
import { UNOWNED } from '../../../src/net/unowned.js';

const LISTENING_FD = 5;

/** A process that may have one connection, and as many waiting clients as `waiting` says. */
class FullProcess {
  waiting = 1;
  open = 0;
  #errno = 0;
  readonly calls = {
    epoll_create1: () => 3,
    epoll_ctl: () => 0,
    epoll_wait: () => 0,
    getsockname: () => 0,
    addressOf: () => 1,
    poll: () => ({ ref() {}, unref() {}, close() {} }),
    errno: () => this.#errno,
    accept4: () => {
      this.#errno = this.waiting === 0 ? EAGAIN : EMFILE;
      if (this.waiting === 0 || this.open === 1) return -1;
      this.open++;
      return 100 + this.waiting--;
    },
    close: () => {
      this.open--;
      return 0;
    },
  } as unknown as Syscalls;
}

test('a descriptor that was closed a moment ago serves the next client', () => {
  const host = new FullProcess();
  const accepted: Connection[] = [];
  let exhausted = 0;
  const listener = new EpollListener(new Reactor(new Kernel(host.calls)), LISTENING_FD, {
    on: { fd: LISTENING_FD },
    onExhausted: () => exhausted++,
    accept: (connection) => {
      accepted.push(connection);
      return UNOWNED;
    },
  });
  listener.onEvents();
  expect([accepted.length, exhausted]).toEqual([1, 0]);
  accepted[0]?.close();
  host.waiting = 1;
  listener.onEvents();
  expect([accepted.length, exhausted]).toEqual([2, 0]);
  host.waiting = 1;
  listener.onEvents();
  expect([accepted.length, exhausted]).toEqual([2, 1]);
  listener.close();
});
