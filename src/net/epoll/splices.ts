import type { Connection, SpliceListener } from '../loop.js';
import { EACCES, EAGAIN, EINVAL, ENOSYS, EPERM } from './constants.js';
import type { Kernel } from './kernel.js';
import { Pipe } from './pipe.js';

/** Less than this, at once or in all, costs less to read and to write. */
const LEAST_BYTES = 32_768;

/** What a kernel says, or who watches over its calls, where this cannot be done at all. */
const REFUSALS: readonly number[] = [EINVAL, ENOSYS, EPERM, EACCES];

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
  /** Reads in a row, of the connection that is read now, that were full. */
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

  /** Moves on what has come on `from`: answers as recv() does, or null where it is to be read. */
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

  close(): void {
    this.#pipe?.close();
    this.#pipe = null;
  }

  /**
   * Before urgent data splice(2) answers as if nothing more had come, or nothing more were to come:
   * only a read tells, and gets past it.
   */
  #nothing(count: number): number | null {
    const errno = count < 0 ? this.#kernel.call.errno() : EAGAIN;
    if (REFUSALS.includes(errno)) {
      this.#refused = true;
      this.#offers.clear();
      this.offered = 0;
    } else if (errno !== EAGAIN) {
      return count;
    }
    return null;
  }
}
