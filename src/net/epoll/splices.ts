import type { Connection, SpliceListener } from '../loop.js';
import { EAGAIN } from './constants.js';
import type { Kernel } from './kernel.js';
import { isRefusal, Pipe } from './pipe.js';

/** For fewer bytes than this, at once or in all, reading and writing costs less than splicing. */
const LEAST_BYTES = 32_768;

type Source = Connection & { readonly fd: number };

/** A connection that can be sent what is in a pipe. */
interface Target {
  /** No earlier bytes wait in front of the pipe's. */
  readonly takesPiped: boolean;
  /**
   * Sends the `count` bytes in `pipe`, keeps what the kernel does not take, and leaves the pipe
   * empty.
   */
  sendPiped(pipe: Pipe, count: number): void;
}

/** How many of the next bytes of a connection may go on without being read. */
interface Offer {
  readonly to: Target;
  readonly listener: SpliceListener;
  bytes: number;
}

/**
 * The offers to splice between connections. Kept outside of the connections, because few of them
 * ever have one.
 */
export class Splices {
  /** Connections that may be spliced now. Usually 0, and then nothing is looked up. */
  offered = 0;
  /** Reads that filled the buffer, of the connection being read now, in this turn. */
  fullReads = 0;
  readonly #kernel: Kernel;
  readonly #offers = new Map<Source, Offer>();
  #pipe: Pipe | null = null;
  #refused = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  offer(from: Source, to: Target, bytes: number, listener: SpliceListener): void {
    // Where the number of bytes is not known, one full read may have been all of them.
    const much = Number.isFinite(bytes) ? bytes >= LEAST_BYTES : this.fullReads > 1;
    if (this.#refused || !much) return;
    this.#pipe ??= Pipe.open(this.#kernel);
    if (this.#pipe === null) return;
    this.#offers.set(from, { to, listener, bytes });
    this.offered = this.#offers.size;
  }

  withdraw(from: Source): void {
    if (this.offered === 0) return;
    this.#offers.delete(from);
    this.offered = this.#offers.size;
  }

  /**
   * Moves what has arrived on `from`, and returns how much. Null = it has to be read. -1: see
   * errno.
   */
  move(from: Source): number | null {
    const offer = this.#offers.get(from);
    const pipe = this.#pipe;
    if (offer === undefined || pipe === null) return null;
    const { to, listener } = offer;
    if (!to.takesPiped) {
      this.withdraw(from);
      return null;
    }
    const count = pipe.fill(from.fd, offer.bytes);
    if (count <= 0) return this.#nothing(count);
    to.sendPiped(pipe, count);
    offer.bytes -= count;
    if (Math.min(count, offer.bytes) < LEAST_BYTES) this.withdraw(from);
    listener.onSpliced(from, count);
    return count;
  }

  /** Stops splicing from now on. */
  refuse(): void {
    this.#refused = true;
    this.#offers.clear();
    this.offered = 0;
  }

  close(): void {
    this.refuse();
    this.#pipe?.close();
    this.#pipe = null;
  }

  /**
   * Nothing was moved: a read decides why, except after an error, which the kernel reports only
   * once.
   */
  #nothing(count: number): number | null {
    const errno = count < 0 ? this.#kernel.call.errno() : EAGAIN;
    if (isRefusal(errno)) this.refuse();
    else if (errno !== EAGAIN) return count;
    return null;
  }
}
