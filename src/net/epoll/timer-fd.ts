import type { PreciseTimer } from '../loop.js';
import { CLOCK_MONOTONIC, O_CLOEXEC, O_NONBLOCK } from './constants.js';
import type { PollHandle, Syscalls } from './syscalls.js';

const MS_PER_SECOND = 1000;
const NS_PER_MS = 1e6;
/** Larger than 64 bytes, so that V8 keeps it off its heap. */
const MEMORY_BYTES = 128;
/** Offsets of `struct itimerspec` and of what is read: the number of expiries. */
const SPEC_AT = 0;
const VALUE_SECONDS = 2;
const VALUE_NANOSECONDS = 3;
const EXPIRIES_AT = 64;

/**
 * A kernel timer with a descriptor (timerfd_create(2)), which Node's event loop watches like any
 * other. Node's own timers count whole milliseconds, and a latency that starts when a request was
 * due would include up to one of them.
 */
export class TimerFd implements PreciseTimer {
  onTime: () => void = () => undefined;
  readonly #call: Syscalls;
  readonly #fd: number;
  readonly #poll: PollHandle;
  readonly #address: number;
  /** The same memory as 64-bit words; `#memory` keeps it at its address. */
  readonly #memory = Buffer.alloc(MEMORY_BYTES);
  readonly #words = new BigInt64Array(this.#memory.buffer, this.#memory.byteOffset, 8);
  #closed = false;

  constructor(call: Syscalls) {
    this.#call = call;
    this.#address = call.addressOf(this.#memory);
    this.#fd = call.timerfd_create(CLOCK_MONOTONIC, O_NONBLOCK | O_CLOEXEC);
    if (this.#fd < 0) throw new Error(`timerfd_create: errno ${call.errno()}`);
    this.#poll = call.poll(this.#fd, () => this.#expired());
    this.#poll.unref();
  }

  wakeIn(ms: number): void {
    if (this.#closed) return;
    const seconds = Math.floor(ms / MS_PER_SECOND);
    // A time of 0 would disarm the timer.
    const nanoseconds = Math.max(1, Math.floor((ms - seconds * MS_PER_SECOND) * NS_PER_MS));
    this.#words[SPEC_AT + VALUE_SECONDS] = BigInt(Math.max(0, seconds));
    this.#words[SPEC_AT + VALUE_NANOSECONDS] = BigInt(nanoseconds);
    this.#call.timerfd_settime(this.#fd, 0, this.#address, 0);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#poll.close();
    this.#call.close(this.#fd);
  }

  /**
   * Reading the count clears the event. koffi's callback settles no promises; the next turn does.
   */
  #expired(): void {
    this.#call.read(this.#fd, this.#address + EXPIRIES_AT, 8);
    setImmediate(this.#inTurn);
  }

  readonly #inTurn = (): void => {
    if (!this.#closed) this.onTime();
  };
}
