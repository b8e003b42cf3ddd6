import type { CloseReason, Connection, ConnectionHandler } from '../loop.js';
import { FLAG } from './connection-flags.js';
import {
  CONNECTION_EVENTS,
  EAGAIN,
  EPOLL_GONE,
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  SHUT_WR,
} from './constants.js';
import { READ_BYTES } from './kernel.js';
import { NamedSocket } from './named-socket.js';
import { PendingWrites } from './pending-writes.js';
import type { Deferred, Reactor, Watched } from './reactor.js';

/** Reads of one connection in one turn; then it queues behind the others. */
const READS_A_TURN = 4;

/**
 * One socket. Masses of these are held idle, so all state is in a few words: no buffers, no
 * closures, no strings for IPv4, flags in one integer.
 */
export class EpollConnection extends NamedSocket implements Connection, Watched, Deferred {
  handler: ConnectionHandler;
  owner: unknown;
  state: Connection['state'] = 'connecting';
  generation = 0;
  #flags = 0;
  /** Why it is over, known already but not reported yet. */
  #reason: CloseReason | null = null;
  #pending: PendingWrites | null = null;
  #timer: NodeJS.Timeout | undefined = undefined;

  constructor(reactor: Reactor, handler: ConnectionHandler, owner: unknown) {
    super(reactor);
    this.handler = handler;
    this.owner = owner;
    reactor.connections++;
  }

  get pendingBytes(): number {
    return this.#pending?.bytes ?? 0;
  }

  get ended(): boolean {
    return (this.#flags & FLAG.ended) !== 0;
  }

  write(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
    if (this.state === 'closed' || this.#flags & FLAG.ending || start >= end) return true;
    let from = start;
    if (this.state === 'open' && this.#pending === null && this.#reason === null) {
      const count = this.kernel.send(this.fd, bytes, start, end);
      if (count < 0) this.failLater(this.kernel.reason());
      else from += count;
      if (from === end) return true;
    }
    this.#pending ??= new PendingWrites();
    this.#pending.add(bytes, from, end);
    this.#flags |= FLAG.wantsDrain;
    return false;
  }

  end(): void {
    if (this.state === 'closed' || this.#flags & FLAG.ending) return;
    this.#flags |= FLAG.ending;
    if (this.state === 'open' && this.#pending === null) this.sendFin();
  }

  pause(): void {
    this.#flags |= FLAG.paused;
  }

  resume(): void {
    this.#flags &= ~FLAG.paused;
    if (this.#flags & FLAG.unread) this.defer();
  }

  close(): void {
    if (this.state === 'closed') return;
    this.release();
    this.#reason = 'local';
    this.defer();
  }

  reset(): void {
    if (this.state === 'closed') return;
    if (this.fd >= 0) this.kernel.setLingerZero(this.fd);
    this.close();
  }

  // What follows is for the rest of the engine.

  startWatching(): void {
    if (this.state === 'closed' || this.reactor.watch(this, CONNECTION_EVENTS)) return;
    this.failLater(this.kernel.reason());
  }

  failLater(reason: CloseReason): void {
    this.#reason = reason;
    this.defer();
  }

  failAfter(timeoutMs: number): void {
    this.#timer = setTimeout(() => this.finish('timeout'), timeoutMs);
  }

  onEvents(events: number): void {
    if (this.state === 'connecting' && !this.connected(events)) return;
    if (events & EPOLLERR) {
      const errno = this.kernel.takeError(this.fd);
      if (errno !== 0) {
        this.fail(this.kernel.reason(errno));
        return;
      }
    }
    if (events & EPOLLOUT && this.#pending !== null) this.flush(this.#pending);
    if (events & EPOLL_GONE) this.#flags |= FLAG.hungUp;
    if (events & (EPOLLIN | EPOLL_GONE)) this.read(READS_A_TURN);
  }

  runDeferred(): void {
    this.#flags &= ~FLAG.deferred;
    const reason = this.#reason;
    if (this.state === 'closed') {
      // Null: it was reported already, and something was still deferred.
      this.#reason = null;
      if (reason !== null) this.handler.onClose(this, reason);
    } else if (reason !== null) {
      this.fail(reason);
    } else if (this.#flags & FLAG.unread) {
      this.read(READS_A_TURN);
    }
  }

  /** Returns whether the connection is open now. */
  private connected(events: number): boolean {
    const { kernel } = this;
    const errno = events & (EPOLLERR | EPOLLHUP) ? kernel.takeError(this.fd) : 0;
    if (errno !== 0) {
      this.finish(kernel.reason(errno));
      return false;
    }
    if (!(events & EPOLLOUT)) return false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.state = 'open';
    this.handler.onOpen(this);
    if (this.isOpen() && this.#flags & FLAG.ending && this.#pending === null) this.sendFin();
    return this.isOpen();
  }

  private read(reads: number): void {
    const { kernel } = this;
    this.#flags |= FLAG.unread;
    for (let read = 0; read < reads; read++) {
      if (!this.isOpen() || this.#flags & (FLAG.paused | FLAG.ended)) return;
      const count = kernel.call.recv(this.fd, kernel.readAt, READ_BYTES, 0);
      if (count <= 0) {
        this.nothingRead(count);
        return;
      }
      // Edge-triggered: what comes after a short read is announced by an event of its own.
      const last = count < READ_BYTES && !(this.#flags & FLAG.hungUp);
      if (last) this.#flags &= ~FLAG.unread;
      this.handler.onData(this, kernel.readBuffer, count);
      if (last) return;
    }
    this.defer();
  }

  /** recv() returned 0 or -1. */
  private nothingRead(count: number): void {
    const errno = count === 0 ? 0 : this.kernel.call.errno();
    this.#flags &= ~FLAG.unread;
    // Already failing: the reason is known, and the end of the data is not the peer's FIN.
    if (errno === EAGAIN || this.#reason !== null) return;
    if (errno === 0) this.peerEnded();
    else this.finish(this.kernel.reason(errno));
  }

  private peerEnded(): void {
    this.#flags |= FLAG.ended;
    this.handler.onEnd(this);
    if (this.isOpen() && this.#flags & FLAG.finSent) this.finish('fin');
  }

  private flush(pending: PendingWrites): void {
    if (pending.sendTo(this.kernel, this.fd) < 0) this.failLater(this.kernel.reason());
    if (pending.bytes > 0) return;
    this.#pending = null;
    const wanted = this.#flags & FLAG.wantsDrain;
    this.#flags &= ~FLAG.wantsDrain;
    if (this.#flags & FLAG.ending) this.sendFin();
    else if (wanted) this.handler.onDrain(this);
  }

  private sendFin(): void {
    this.#flags |= FLAG.finSent;
    this.kernel.call.shutdown(this.fd, SHUT_WR);
    if (this.#flags & FLAG.ended) this.failLater('fin');
  }

  /** Delivers what had arrived before the failure, as a reader of the socket would get it; then ends. */
  private fail(reason: CloseReason): void {
    this.#reason = reason;
    if (this.state === 'open') {
      this.#flags |= FLAG.hungUp;
      this.read(Number.MAX_SAFE_INTEGER);
    }
    if (this.#reason === reason) this.finish(reason);
  }

  private finish(reason: CloseReason): void {
    this.release();
    this.#reason = null;
    this.handler.onClose(this, reason);
  }

  private release(): void {
    this.state = 'closed';
    clearTimeout(this.#timer);
    this.#pending = null;
    this.reactor.connections--;
    if (this.fd < 0) return;
    this.reactor.forget(this);
    this.reactor.closeSoon(this.fd);
    this.fd = -1;
  }

  private defer(): void {
    if (this.#flags & FLAG.deferred) return;
    this.#flags |= FLAG.deferred;
    this.reactor.defer(this);
  }

  /** Asked anew after every call of a handler, which may have closed it. */
  private isOpen(): boolean {
    return this.state === 'open';
  }
}
