import { getSystemErrorName } from 'node:util';
import { closeReason } from '../close-reason.js';
import type { CloseReason } from '../loop.js';
import {
  EAGAIN,
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  MSG_NOSIGNAL,
  O_CLOEXEC,
  O_NONBLOCK,
  SO_ERROR,
  SO_LINGER,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
} from './constants.js';
import { encodeSockaddr, SOCKADDR_BYTES } from './sockaddr.js';
import type { Memory, Syscalls } from './syscalls.js';

// Offsets in the scratch memory. It is larger than 64 bytes, so that V8 keeps it off its heap.
const SCRATCH_BYTES = 4096;
const LENGTH_AT = 32;
const OPTION_AT = 40;
const EVENT_AT = 64;

/** One read takes at most this much; one buffer serves every connection of a loop. */
export const READ_BYTES = 65_536;
/** Short writes are gathered up to this size; one buffer serves every connection of a loop. */
const WRITE_BYTES = 262_144;
/** Most events taken from the kernel at once. */
export const MAX_EVENTS = 512;

/**
 * `struct epoll_event` in 32-bit words: packed on x86 so that 32 and 64 bit agree
 * (`EPOLL_PACKED` in include/uapi/linux/eventpoll.h), padded to 16 bytes elsewhere.
 */
const EVENT_WORDS = process.arch === 'x64' || process.arch === 'ia32' ? 3 : 4;
const DATA_WORD = EVENT_WORDS - 2;

/**
 * The system calls of one loop with the memory that they work on. A call allocates nothing: its
 * arguments are written to fixed scratch memory, and its results are read from it.
 */
export class Kernel {
  readonly call: Syscalls;
  /** The socket address that the last `accept` or `readName` filled in. */
  readonly sockaddr: Buffer;
  readonly readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);
  readonly readAt: number;
  readonly writeBuffer = Buffer.allocUnsafeSlow(WRITE_BYTES);
  readonly #writeAt: number;
  readonly #scratchAt: number;
  /** The large buffer that was last sent from. The reference keeps its address valid. */
  #sentFrom: Uint8Array | null = null;
  #sentFromAt = 0;
  readonly #words: Int32Array;
  readonly #events = Buffer.alloc(MAX_EVENTS * EVENT_WORDS * 4);
  readonly #eventsAt: number;
  readonly #eventWords: Int32Array;

  constructor(call: Syscalls) {
    this.call = call;
    const scratch = Buffer.alloc(SCRATCH_BYTES);
    this.sockaddr = scratch.subarray(0, SOCKADDR_BYTES);
    this.#words = new Int32Array(scratch.buffer, scratch.byteOffset, SCRATCH_BYTES / 4);
    this.#scratchAt = call.addressOf(scratch);
    this.readAt = call.addressOf(this.readBuffer);
    this.#writeAt = call.addressOf(this.writeBuffer);
    this.#eventsAt = call.addressOf(this.#events);
    this.#eventWords = new Int32Array(this.#events.buffer, this.#events.byteOffset);
  }

  /** Name of the errno of the call just made: `EADDRINUSE`. */
  errnoName(errno = this.call.errno()): string {
    return getSystemErrorName(-errno);
  }

  /** What the failure of the call just made means for its connection. */
  reason(errno = this.call.errno()): CloseReason {
    return closeReason(this.errnoName(errno));
  }

  /** A non-blocking TCP socket, or -1. */
  socket(family: number): number {
    return this.call.socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  }

  bind(fd: number, address: string, port: number): number {
    const length = encodeSockaddr(this.sockaddr, address, port);
    return this.call.bind(fd, this.#scratchAt, length);
  }

  connect(fd: number, address: string, port: number): number {
    const length = encodeSockaddr(this.sockaddr, address, port);
    return this.call.connect(fd, this.#scratchAt, length);
  }

  /** The accepted descriptor or -1; the peer's address is in `sockaddr`. */
  accept(fd: number): number {
    this.#words[LENGTH_AT / 4] = SOCKADDR_BYTES;
    return this.call.accept4(
      fd,
      this.#scratchAt,
      this.#scratchAt + LENGTH_AT,
      SOCK_NONBLOCK | SOCK_CLOEXEC,
    );
  }

  /** How many bytes of `bytes[start..end)` the kernel took, 0 when its buffer is full; -1: see errno. */
  send(fd: number, bytes: Uint8Array, start: number, end: number): number {
    const count = this.call.send(fd, this.#memoryAt(bytes, start), end - start, MSG_NOSIGNAL);
    return count < 0 && this.call.errno() === EAGAIN ? 0 : count;
  }

  /**
   * Passing an address as a number costs less, so a buffer that is sent from repeatedly is asked
   * for its address once.
   */
  #memoryAt(bytes: Uint8Array, start: number): Memory {
    if (bytes === this.writeBuffer) return this.#writeAt + start;
    if (bytes === this.readBuffer) return this.readAt + start;
    if (bytes === this.#sentFrom) return this.#sentFromAt + start;
    if (bytes.length < READ_BYTES) return start === 0 ? bytes : bytes.subarray(start);
    this.#sentFrom = bytes;
    this.#sentFromAt = this.call.addressOf(bytes);
    return this.#sentFromAt + start;
  }

  /** The two ends of a new pipe, the reading end first; null on failure: see errno. */
  pipe(): readonly [number, number] | null {
    const made = this.call.pipe2(this.#scratchAt + OPTION_AT, O_NONBLOCK | O_CLOEXEC);
    if (made < 0) return null;
    return [this.#words[OPTION_AT / 4] as number, this.#words[OPTION_AT / 4 + 1] as number];
  }

  /** Puts the socket's own address into `sockaddr`. */
  readName(fd: number): number {
    this.#words[LENGTH_AT / 4] = SOCKADDR_BYTES;
    return this.call.getsockname(fd, this.#scratchAt, this.#scratchAt + LENGTH_AT);
  }

  setOption(fd: number, level: number, name: number, value: number): number {
    this.#words[OPTION_AT / 4] = value;
    return this.call.setsockopt(fd, level, name, this.#scratchAt + OPTION_AT, 4);
  }

  /** Makes close() send RST instead of FIN: `struct linger { 1, 0 }`. */
  setLingerZero(fd: number): void {
    this.#words[OPTION_AT / 4] = 1;
    this.#words[OPTION_AT / 4 + 1] = 0;
    this.call.setsockopt(fd, SOL_SOCKET, SO_LINGER, this.#scratchAt + OPTION_AT, 8);
  }

  /** The errno that the kernel holds for this socket, 0 for none; reading it clears it. */
  takeError(fd: number): number {
    this.#words[LENGTH_AT / 4] = 4;
    this.#words[OPTION_AT / 4] = 0;
    this.call.getsockopt(
      fd,
      SOL_SOCKET,
      SO_ERROR,
      this.#scratchAt + OPTION_AT,
      this.#scratchAt + LENGTH_AT,
    );
    return this.#words[OPTION_AT / 4] ?? 0;
  }

  /** Watches `fd`; its events will carry `fd` and `generation`. */
  watch(epfd: number, fd: number, generation: number, events: number): number {
    const at = EVENT_AT / 4;
    this.#words[at] = events;
    this.#words[at + DATA_WORD] = fd;
    this.#words[at + DATA_WORD + 1] = generation;
    return this.call.epoll_ctl(epfd, EPOLL_CTL_ADD, fd, this.#scratchAt + EVENT_AT);
  }

  unwatch(epfd: number, fd: number): void {
    this.call.epoll_ctl(epfd, EPOLL_CTL_DEL, fd, 0);
  }

  /**
   * How many events there are now; never waits. Read them with the three methods below, before the
   * next poll.
   */
  poll(epfd: number): number {
    return this.call.epoll_wait(epfd, this.#eventsAt, MAX_EVENTS, 0);
  }

  eventMask(index: number): number {
    return this.#eventWords[index * EVENT_WORDS] as number;
  }

  eventFd(index: number): number {
    return this.#eventWords[index * EVENT_WORDS + DATA_WORD] as number;
  }

  eventGeneration(index: number): number {
    return this.#eventWords[index * EVENT_WORDS + DATA_WORD + 1] as number;
  }
}
