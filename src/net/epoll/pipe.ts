import {
  EACCES,
  EAGAIN,
  EINVAL,
  ENOSYS,
  EPERM,
  F_SETPIPE_SZ,
  SPLICE_F_MOVE,
  SPLICE_F_NONBLOCK,
} from './constants.js';
import { type Kernel, READ_BYTES } from './kernel.js';

/**
 * Of 64, 256 and 1,024 kB this size costs the least: it needs fewer calls than 64 kB, and unlike
 * with 1,024 kB the data stays in the processor's caches. A kernel that refuses it leaves the pipe
 * at 64 kB.
 */
const PIPE_BYTES = 262_144;

/**
 * What the kernel, or a filter over its system calls, returns where splice is not possible at all.
 */
const REFUSALS: readonly number[] = [EINVAL, ENOSYS, EPERM, EACCES];

/** Whether an errno of splice(2) is about the call and not about the socket. */
export function isRefusal(errno: number): boolean {
  return REFUSALS.includes(errno);
}

/**
 * Moves bytes from one socket to another without copying them into the process: splice(2) moves the
 * pages that hold them. One pipe serves a whole loop, so it is left empty after each use.
 */
export class Pipe {
  readonly #kernel: Kernel;
  readonly #out: number;
  readonly #in: number;

  /** @returns null when no descriptor is left for it. */
  static open(kernel: Kernel): Pipe | null {
    const ends = kernel.pipe();
    return ends && new Pipe(kernel, ...ends);
  }

  private constructor(kernel: Kernel, out: number, into: number) {
    this.#kernel = kernel;
    this.#out = out;
    this.#in = into;
    kernel.call.fcntl(into, F_SETPIPE_SZ, PIPE_BYTES);
  }

  /**
   * Takes up to `most` bytes that have arrived on a socket; 0 or -1 (see errno) for none. In front
   * of urgent data it returns as if nothing more had arrived, or as if the peer had ended; only a
   * read tells which.
   */
  fill(fd: number, most: number): number {
    return this.#splice(fd, this.#in, Math.min(most, PIPE_BYTES));
  }

  /**
   * How many of the `count` bytes in the pipe the socket took, fewer when its buffer is full; -1:
   * see errno.
   */
  sendTo(fd: number, count: number): number {
    for (let taken = 0; taken < count; ) {
      const more = this.#splice(this.#out, fd, count - taken);
      if (more > 0) taken += more;
      else if (more < 0 && this.#kernel.call.errno() !== EAGAIN) return -1;
      else return taken;
    }
    return count;
  }

  /** Reads up to `READ_BYTES` from the pipe into the kernel's read buffer. */
  read(): number {
    return this.#kernel.call.read(this.#out, this.#kernel.readAt, READ_BYTES);
  }

  close(): void {
    this.#kernel.call.close(this.#out);
    this.#kernel.call.close(this.#in);
  }

  #splice(from: number, to: number, most: number): number {
    return this.#kernel.call.splice(from, 0, to, 0, most, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
  }
}
