import type { CloseReason, Connection } from '../loop.js';
import { FLAG } from './connection-flags.js';
import { SHUT_WR } from './constants.js';
import { NamedSocket } from './named-socket.js';
import type { Sender } from './outgoing.js';
import { PendingWrites } from './pending-writes.js';
import { isRefusal, type Pipe } from './pipe.js';

/** A longer write goes to the kernel at once; copying it costs more than it saves. */
const GATHERED_BYTES = 8192;

/**
 * The writing side of a connection. Short writes are gathered and sent when the events at hand are
 * handled; bytes that the kernel does not take are kept. This is a base class because a member
 * object would cost one more object for every connection.
 */
export abstract class SendingSocket extends NamedSocket implements Sender {
  state: Connection['state'] = 'connecting';
  protected flags = 0;
  /** Why the connection is over, when that is known but not reported yet. */
  protected reason: CloseReason | null = null;
  protected pending: PendingWrites | null = null;

  /** The connection is over for this reason; it is reported in a later turn. */
  abstract failLater(reason: CloseReason): void;
  /** Everything kept has gone to the kernel, and the handler waits to hear that. */
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
    // A write that follows gathered bytes joins them, however long it is: together they are one
    // send.
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

  /** Whether the bytes in a pipe may be sent now, because no earlier bytes wait. */
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

  /** The kernel takes bytes again. */
  protected flushPending(pending: PendingWrites): void {
    if (pending.sendTo(this.kernel, this.fd) < 0) this.failLater(this.kernel.reason());
    if (pending.bytes > 0) return;
    this.pending = null;
    const wanted = this.flags & FLAG.wantsDrain;
    this.flags &= ~FLAG.wantsDrain;
    this.endIfSent();
    if (wanted && !(this.flags & FLAG.ending)) this.drained();
  }

  /** Sends FIN, once `end` was called and all written bytes have gone. */
  protected endIfSent(): void {
    const due = (this.flags & (FLAG.ending | FLAG.finSent)) === FLAG.ending;
    if (this.state !== 'open' || !due || this.pending !== null) return;
    this.flags |= FLAG.finSent;
    this.kernel.call.shutdown(this.fd, SHUT_WR);
    if (this.flags & FLAG.ended) this.failLater('fin');
  }

  /** No earlier bytes wait in front of what is written now. */
  private sendsFreely(): boolean {
    return this.state === 'open' && this.pending === null && this.reason === null;
  }

  /**
   * Notes how many bytes have been gathered; when they are more than a few, the kernel is asked at
   * once.
   */
  private gathered(bytes: number): boolean {
    this.flags |= FLAG.gathered;
    if (bytes > GATHERED_BYTES) this.flushGathered();
    else this.reactor.settleSoon();
    return this.pending === null;
  }

  /** Returns false when the kernel did not take all of it; the rest is kept. */
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
