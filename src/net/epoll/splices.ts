import type { Connection, SpliceListener } from '../loop.js';
import { EAGAIN } from './constants.js';
import type { Kernel } from './kernel.js';
import { isRefusal, Pipe } from './pipe.js';

/** Less than this, at once or in all, costs less to read and to write. */
const LEAST_BYTES = 32_768;

type Source = Connection & { readonly fd: number };

/** Who can be sent what is in a pipe. */
interface Target {
  /** Nothing stands before it. */
  readonly takesPiped: boolean;
  /** Sends the `count` bytes that are in `pipe`, keeps what the kernel does not take, empties it. */
  sendPiped(pipe: Pipe, count: number): void;
}

/** Of the next bytes of a connection so many may go on unread. */
interface Offer {
  readonly to: Target;
  readonly listener: SpliceListener;
  bytes: number;
}

/** What may go from connection to connection unread. Apart from them, for few of a mass ever do. */
export class Splices {
  /** Connections that may be spliced now: mostly none, and then nothing is looked up. */
  offered = 0;
  /** Reads that were full, of the connection that is read now and in this turn of it. */
  fullReads = 0;
  readonly #kernel: Kernel;
  readonly #offers = new Map<Source, Offer>();
  #pipe: Pipe | null = null;
  #refused = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  offer(from: Source, to: Target, bytes: number, listener: SpliceListener): void {
    // One full read alone may have been all there is, where nobody knows how much is to come.
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

  /** Moves on what has come on `from`, and says how much; null = it is to be read. -1: see errno. */
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

  /** Moves nothing from now on. */
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

  /** A read has the last word, but on an error: the kernel tells that once. */
  #nothing(count: number): number | null {
    const errno = count < 0 ? this.#kernel.call.errno() : EAGAIN;
    if (isRefusal(errno)) this.refuse();
    else if (errno !== EAGAIN) return count;
    return null;
  }
}
