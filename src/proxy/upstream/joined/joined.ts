import { Roster } from '../../../lib/roster.js';
import type { Sweep, Timed } from '../../../lib/sweep.js';
import type {
  CloseReason,
  Connection,
  ConnectionHandler,
  SpliceListener,
} from '../../../net/loop.js';
import { takesMore } from '../../http/sessions/slow-reader.js';
import type { Attached } from '../peers/attached.js';

/**
 * After a drain has ended a tunnel, the other side's FIN is awaited this long; nginx's
 * lingering_timeout.
 */
const LINGER_MS = 5_000;

type Phase =
  | 'through'
  /** The waiting timeout has passed: only the last bytes of the upstream are still passed on. */
  | 'draining'
  /** The client has been sent everything, also FIN; what it sends is dropped. */
  | 'lingering'
  | 'over';

/**
 * Two joined connections: bytes are passed on in both directions, and a side that sends faster than
 * the other reads is held back. A subclass decides what the end of one side means for the other.
 * This is a base class because a member object would cost one more object for every connection.
 */
export abstract class Joined implements ConnectionHandler, SpliceListener, Timed, Attached {
  deadlineMs = 0;
  sweepPlace = -1;
  attachedPlace = -1;
  /** Its place among those of the process; see `Roster`. */
  joinedPlace = -1;
  protected readonly client: Connection;
  protected upstream: Connection | null;
  protected readonly sweep: Sweep;
  #phase: Phase = 'through';
  /** How many bytes the two sides had not yet taken when bytes last had to be kept. */
  #heldBytes = 0;

  constructor(client: Connection, upstream: Connection | null, sweep: Sweep) {
    this.client = client;
    this.upstream = upstream;
    this.sweep = sweep;
    sweep.add(this);
  }

  /** Longest silence in both directions. */
  protected abstract readonly idleMs: number;
  /** Bytes have arrived from one side, whether or not they are passed on. */
  protected abstract count(from: Connection, bytes: number): void;
  /** FIN has arrived from one side, outside of a drain. */
  protected abstract onSideEnd(from: Connection): void;
  /** One side broke off without an orderly end; the other is still open. */
  protected abstract onSideBroken(side: Connection): void;
  /** Nothing has happened for `idleMs`. */
  protected abstract onIdle(): void;
  /** Both connections are closed. */
  protected abstract onGone(): void;

  onOpen(_connection: Connection): void {}

  onData(from: Connection, bytes: Buffer, length: number): void {
    this.count(from, length);
    if (this.#phase === 'lingering') return;
    // During a drain the deadline is fixed, even if the upstream keeps sending after our FIN.
    if (this.#phase === 'through') this.awaitFor(this.idleMs);
    else if (from === this.client) return;
    const to = this.otherThan(from);
    if (to === null) return;
    if (to.write(bytes, 0, length)) from.splice(to, Number.POSITIVE_INFINITY, this);
    else this.#hold(from);
  }

  onSpliced(from: Connection, count: number): void {
    this.count(from, count);
    if (this.#phase === 'through') this.awaitFor(this.idleMs);
    if (this.otherThan(from)?.blocked) this.#hold(from);
  }

  onDrain(to: Connection): void {
    if (this.#phase === 'through') this.awaitFor(this.idleMs);
    this.otherThan(to)?.resume();
  }

  onEnd(from: Connection): void {
    if (this.#phase === 'through') this.onSideEnd(from);
    // The upstream has ended, so further bytes of the client are dropped.
    else if (from === this.upstream) this.linger();
    else this.upstream?.end();
  }

  onClose(connection: Connection, reason: CloseReason): void {
    const other = this.otherThan(connection);
    if (this.#phase === 'over') return;
    if (other === null || other.state === 'closed') {
      this.#phase = 'over';
      this.sweep.delete(this);
      this.onGone();
    } else if (reason !== 'fin' && reason !== 'local') {
      if (this.#phase === 'through') this.onSideBroken(connection);
      else if (connection === this.client) other.close();
      else this.linger();
    }
  }

  onDeadline(): void {
    if (this.#phase === 'lingering') this.client.close();
    else if (this.#phase === 'draining') this.linger();
    else if (this.#takesMore()) this.awaitFor(this.idleMs);
    else this.onIdle();
  }

  /**
   * The waiting timeout has passed. Sends FIN to the upstream, whose last bytes still reach the
   * client; then FIN to the client, whose last bytes are read and dropped.
   */
  onDrainDeadline(): void {
    if (this.#phase !== 'through') return;
    this.#phase = 'draining';
    this.upstream?.end();
    this.client.resume();
    this.awaitFor(LINGER_MS);
  }

  /** Ends both sides at once. */
  close(): void {
    this.client.close();
    this.upstream?.close();
  }

  /** The upstream has ended: the client gets what was sent to it, and then FIN. */
  protected linger(): void {
    this.#phase = 'lingering';
    // The upstream may have ended without taking what is kept for it.
    this.upstream?.close();
    this.client.end();
    this.client.resume();
    // A slow reader gets what is still on its way to it.
    this.awaitFor(this.client.pendingBytes > 0 ? this.idleMs : LINGER_MS);
  }

  protected otherThan(connection: Connection): Connection | null {
    return connection === this.client ? this.upstream : this.client;
  }

  protected awaitFor(ms: number): void {
    this.deadlineMs = this.sweep.nowMs + ms;
  }

  /** The other side takes less than `from` sends. */
  #hold(from: Connection): void {
    from.pause();
    this.#heldBytes = this.pendingBytes;
  }

  private get pendingBytes(): number {
    return this.client.pendingBytes + (this.upstream?.pendingBytes ?? 0);
  }

  /** A slow reader is not idle if it has taken some of the kept bytes since. */
  #takesMore(): boolean {
    const pendingBytes = this.pendingBytes;
    // Without an earlier look: the kernel took bytes after the write.
    const taken = takesMore(pendingBytes, this.#heldBytes);
    this.#heldBytes = pendingBytes;
    return taken;
  }
}

/** The tunnels and TCP sessions of a process, to be closed when it ends. */
export class JoinedRoster extends Roster<Joined> {
  protected placeOf({ joinedPlace }: Joined): number {
    return joinedPlace;
  }

  protected place(joined: Joined, place: number): void {
    joined.joinedPlace = place;
  }
}
