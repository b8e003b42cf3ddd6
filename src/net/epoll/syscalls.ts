import type { node } from 'koffi';
import { TidegateError } from '../../lib/errors.js';

/**
 * The C library's socket calls, called through koffi. Each returns what C returns: -1 and `errno()`
 * on failure. `memory` is a Uint8Array or an address as a number. A number below 2^53 holds every
 * user-space address, and costs less per call than a BigInt or a Buffer.
 */
export interface Syscalls {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Memory, length: number): number;
  listen(fd: number, backlog: number): number;
  connect(fd: number, address: Memory, length: number): number;
  accept4(fd: number, address: Memory, length: Memory, flags: number): number;
  getsockname(fd: number, address: Memory, length: Memory): number;
  setsockopt(fd: number, level: number, name: number, value: Memory, length: number): number;
  getsockopt(fd: number, level: number, name: number, value: Memory, length: Memory): number;
  fcntl(fd: number, command: number, argument: number): number;
  /** Takes only an address, which costs less to pass than a value that may also be a buffer. */
  recv(fd: number, address: number, length: number, flags: number): number;
  send(fd: number, buffer: Memory, length: number, flags: number): number;
  pipe2(ends: number, flags: number): number;
  /** The offsets are null pointers, because neither a socket nor a pipe has an offset. */
  splice(from: number, fromAt: 0, to: number, toAt: 0, length: number, flags: number): number;
  read(fd: number, address: number, length: number): number;
  shutdown(fd: number, how: number): number;
  close(fd: number): number;
  epoll_create1(flags: number): number;
  epoll_ctl(epfd: number, operation: number, fd: number, event: Memory): number;
  epoll_wait(epfd: number, events: Memory, count: number, timeoutMs: number): number;
  timerfd_create(clock: number, flags: number): number;
  timerfd_settime(fd: number, flags: number, value: number, before: 0): number;
  setrlimit(resource: number, limits: Memory): number;
  /** The errno of the call just made; read it before any other call. */
  errno(): number;
  /**
   * Address of the buffer's bytes; valid as long as the buffer is referenced and off the V8 heap.
   */
  addressOf(buffer: Uint8Array): number;
  /**
   * Lets Node's own event loop watch a descriptor (level-triggered) and call back when it is
   * readable.
   */
  poll(fd: number, onReadable: () => void): PollHandle;
}

export type Memory = number | Uint8Array;

/** Keeps a descriptor in Node's event loop. */
export type PollHandle = Pick<node.PollHandle, 'ref' | 'unref' | 'close'>;

/** Machines whose socket constants differ from all others. */
const FOREIGN_CONSTANTS = new Set(['mips', 'mipsel']);

let loaded: Promise<Syscalls> | undefined;

/** @throws TidegateError ENGINE_UNAVAILABLE without epoll or koffi. */
export function loadSyscalls(): Promise<Syscalls> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Syscalls> {
  if (process.platform !== 'linux' || FOREIGN_CONSTANTS.has(process.arch)) {
    throw unavailable(`there is no epoll on ${process.platform} ${process.arch}`);
  }
  const koffi = await import('koffi').then(
    (module) => module.default,
    (cause: unknown) => {
      throw unavailable('koffi does not load', cause);
    },
  );
  // The C library of the Node process itself: glibc or musl, whichever it was linked to.
  const c = koffi.load(null);
  // Some ABIs (ppc64le) pass variadic arguments differently, so it is declared as variadic.
  const fcntl = c.func('fcntl', 'int', ['int', 'int', '...']);
  return {
    socket: c.func('socket', 'int', ['int', 'int', 'int']),
    bind: c.func('bind', 'int', ['int', 'void *', 'uint32']),
    listen: c.func('listen', 'int', ['int', 'int']),
    connect: c.func('connect', 'int', ['int', 'void *', 'uint32']),
    accept4: c.func('accept4', 'int', ['int', 'void *', 'void *', 'int']),
    getsockname: c.func('getsockname', 'int', ['int', 'void *', 'void *']),
    setsockopt: c.func('setsockopt', 'int', ['int', 'int', 'int', 'void *', 'uint32']),
    getsockopt: c.func('getsockopt', 'int', ['int', 'int', 'int', 'void *', 'void *']),
    fcntl: (fd, command, argument) => fcntl(fd, command, 'long', argument),
    recv: c.func('recv', 'int', ['int', 'size_t', 'size_t', 'int']),
    send: c.func('send', 'int', ['int', 'void *', 'size_t', 'int']),
    pipe2: c.func('pipe2', 'int', ['size_t', 'int']),
    splice: c.func('splice', 'int', ['int', 'size_t', 'int', 'size_t', 'size_t', 'uint']),
    read: c.func('read', 'int', ['int', 'size_t', 'size_t']),
    shutdown: c.func('shutdown', 'int', ['int', 'int']),
    close: c.func('close', 'int', ['int']),
    epoll_create1: c.func('epoll_create1', 'int', ['int']),
    epoll_ctl: c.func('epoll_ctl', 'int', ['int', 'int', 'int', 'void *']),
    epoll_wait: c.func('epoll_wait', 'int', ['int', 'void *', 'int', 'int']),
    timerfd_create: c.func('timerfd_create', 'int', ['int', 'int']),
    timerfd_settime: c.func('timerfd_settime', 'int', ['int', 'int', 'size_t', 'size_t']),
    setrlimit: c.func('setrlimit', 'int', ['int', 'void *']),
    errno: koffi.errno,
    addressOf: (buffer) => Number(koffi.address(buffer)),
    poll: (fd, onReadable) => koffi.node.poll(fd, { readable: true }, onReadable),
  };
}

function unavailable(why: string, cause?: unknown): TidegateError {
  return new TidegateError('ENGINE_UNAVAILABLE', `engine epoll is not available: ${why}`, {
    hint: 'Install koffi on Linux (npm install koffi), or use --engine node.',
    cause,
  });
}
