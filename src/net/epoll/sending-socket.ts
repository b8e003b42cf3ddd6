import type { CloseReason, Connection } from '../loop.js';
import { FLAG } from './connection-flags.js';
import { SHUT_WR } from './constants.js';
import { NamedSocket } from './named-socket.js';
import type { Sender } from './outgoing.js';
import { PendingWrites } from './pending-writes.js';
import { isRefusal, type Pipe } from './pipe.js';

/** A longer write goes to the kernel at once; alone, it is not worth a copy. */
const GATHERED_BYTES = 8192;

/**
 * The writing side of a connection. What is short is gathered, and sent when the events at hand
 * are handled; what the kernel does not take is kept. A base class and not a part: a part would be
 * an object more for each of a mass of connections.
 */
export abstract class SendingSocket extends NamedSocket implements Sender {
  state: Connection['state'] = 'connecting';
  protected flags = 0;
  /** Why it is over, known already but not reported yet. */
  protected reason: CloseReason | null = null;
  protected pending: PendingWrites | null = null;

  /** It is over, for this reason: to be reported in a turn of its own. */
  abstract failLater(reason: CloseReason): void;
  /** All that was kept has gone to the kernel, and somebody waits for that. */
  protected abstract drained(): void;

  get pendingBytes(): number {
    this.flushGathered();
    return this.pending?.bytes ?? 0;
  }

  get blocked(): boolean {
    return this.pending !== null;
  }

  write(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
    if (this.state === 'closed' || this.flags & FLAG.ending || start >= end) return true;
    // What follows gathered bytes goes with them, however long it is: that is one send.
    const gathers = end - start <= GATHERED_BYTES || (this.flags & FLAG.gathered) !== 0;
    if (gathers && this.sendsFreely() && this.reactor.outgoing.add(this, bytes, start, end)) {
      return this.gathered(end - start);
    }
    this.flushGathered();
    return this.send(bytes, start, end);
  }

  writeText(text: string, bytes?: Uint8Array, start = 0, end = bytes?.length ?? 0): boolean {
    if (this.state === 'closed' || this.flags & FLAG.ending) return true;
    const gathers = this.sendsFreely() && this.reactor.outgoing.addText(this, text);
    const flushed = gathers ? this.gathered(text.length) : this.write(Buffer.from(text, 'latin1'));
    return bytes === undefined ? flushed : this.write(bytes, start, end) && flushed;
  }

  end(): void {
    if (this.state === 'closed' || this.flags & FLAG.ending) return;
    this.flushGathered();
    this.flags |= FLAG.ending;
    this.endIfSent();
  }

  sendGathered(bytes: Buffer, start: number, end: number): void {
    this.flags &= ~FLAG.gathered;
    this.send(bytes, start, end);
  }

  /** Whether what is in a pipe may be sent now: nothing stands before it. */
  get takesPiped(): boolean {
    this.flushGathered();
    return this.sendsFreely() && !(this.flags & FLAG.ending);
  }

  /** Sends the `count` bytes that are in the pipe, and leaves it empty. */
  sendPiped(pipe: Pipe, count: number): void {
    const taken = pipe.sendTo(this.fd, count);
    if (taken === count) return;
    if (taken < 0) {
      const errno = this.kernel.call.errno();
      if (isRefusal(errno)) this.reactor.splices.refuse();
      else this.failLater(this.kernel.reason(errno));
    }
    for (let rest = pipe.read(); rest > 0; rest = pipe.read()) {
      this.send(this.kernel.readBuffer, 0, rest);
    }
  }

  protected flushGathered(): void {
    if (this.flags & FLAG.gathered) this.reactor.outgoing.flush();
  }

  /** The kernel takes more. */
  protected flushPending(pending: PendingWrites): void {
    if (pending.sendTo(this.kernel, this.fd) < 0) this.failLater(this.kernel.reason());
    if (pending.bytes > 0) return;
    this.pending = null;
    const wanted = this.flags & FLAG.wantsDrain;
    this.flags &= ~FLAG.wantsDrain;
    this.endIfSent();
    if (wanted && !(this.flags & FLAG.ending)) this.drained();
  }

  /** FIN, once `end` was called and all that was written has gone. */
  protected endIfSent(): void {
    const due = (this.flags & (FLAG.ending | FLAG.finSent)) === FLAG.ending;
    if (this.state !== 'open' || !due || this.pending !== null) return;
    this.flags |= FLAG.finSent;
    this.kernel.call.shutdown(this.fd, SHUT_WR);
    if (this.flags & FLAG.ended) this.failLater('fin');
  }

  /** Nothing stands before what is written now. */
  private sendsFreely(): boolean {
    return this.state === 'open' && this.pending === null && this.reason === null;
  }

  /** So many bytes have been gathered: if they are more than a few, the kernel is asked at once. */
  private gathered(bytes: number): boolean {
    this.flags |= FLAG.gathered;
    if (bytes > GATHERED_BYTES) this.flushGathered();
    else this.reactor.settleSoon();
    return this.pending === null;
  }

  /** False when the kernel did not take all: the rest is kept. */
  private send(bytes: Uint8Array, start: number, end: number): boolean {
    let from = start;
    if (this.sendsFreely()) {
      const count = this.kernel.send(this.fd, bytes, start, end);
      if (count < 0) this.failLater(this.kernel.reason());
      else from += count;
      if (from === end) return true;
    }
    this.pending ??= new PendingWrites();
    this.pending.add(bytes, from, end);
    this.flags |= FLAG.wantsDrain;
    return false;
  }
}
