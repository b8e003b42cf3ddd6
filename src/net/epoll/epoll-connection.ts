import type { CloseReason, Connection, ConnectionHandler, SpliceListener } from '../loop.js';
import { FLAG } from './connection-flags.js';
import {
  CONNECTION_EVENTS,
  EAGAIN,
  EPOLL_GONE,
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
} from './constants.js';
import { READ_BYTES } from './kernel.js';
import type { Deferred, Reactor, Watched } from './reactor.js';
import { SendingSocket } from './sending-socket.js';

/** Most that is read from one connection in one turn. Then it waits behind the others. */
const TURN_BYTES = 4 * READ_BYTES;

/**
 * One socket. Very many of these are idle at once, so all state is in a few words: no buffers, no
 * closures, no strings for IPv4, and flags in one integer.
 */
export class EpollConnection extends SendingSocket implements Connection, Watched, Deferred {
  handler: ConnectionHandler;
  owner: unknown;
  generation = 0;
  #timer: NodeJS.Timeout | undefined = undefined;

  constructor(reactor: Reactor, handler: ConnectionHandler, owner: unknown) {
    super(reactor);
    this.handler = handler;
    this.owner = owner;
    reactor.connections++;
  }

  get ended(): boolean {
    return (this.flags & FLAG.ended) !== 0;
  }

  pause(): void {
    this.flags |= FLAG.paused;
  }

  resume(): void {
    this.flags &= ~FLAG.paused;
    if (this.flags & FLAG.unread) this.defer();
  }

  splice(to: Connection, bytes: number, listener: SpliceListener): void {
    // A short read took all that had arrived.
    if (!this.isOpen() || !(this.flags & FLAG.unread) || !(to instanceof EpollConnection)) return;
    this.reactor.splices.offer(this, to, bytes, listener);
  }

  close(): void {
    if (this.state === 'closed') return;
    this.release();
    this.reason = 'local';
    this.defer();
  }

  reset(): void {
    if (this.state === 'closed') return;
    if (this.fd >= 0) this.kernel.setLingerZero(this.fd);
    this.close();
  }

  // The rest of the engine calls the methods below.

  startWatching(): void {
    if (this.state === 'closed' || this.reactor.watch(this, CONNECTION_EVENTS)) return;
    this.failLater(this.kernel.reason());
  }

  failLater(reason: CloseReason): void {
    this.reason = reason;
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
    if (events & EPOLLOUT && this.pending !== null) this.flushPending(this.pending);
    if (events & EPOLL_GONE) this.flags |= FLAG.hungUp;
    if (events & (EPOLLIN | EPOLL_GONE)) this.read(TURN_BYTES);
  }

  runDeferred(): void {
    this.flags &= ~FLAG.deferred;
    const reason = this.reason;
    if (this.state === 'closed') {
      // Null: the end was reported already, and something was still deferred.
      this.reason = null;
      if (reason !== null) this.handler.onClose(this, reason);
    } else if (reason !== null) {
      this.fail(reason);
    } else if (this.flags & FLAG.unread) {
      this.read(TURN_BYTES);
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
    this.endIfSent();
    return this.isOpen();
  }

  private read(most: number): void {
    const { kernel, reactor } = this;
    const { splices } = reactor;
    this.flags |= FLAG.unread;
    splices.fullReads = 0;
    for (let left = most; left > 0; ) {
      if (!this.isOpen() || this.flags & (FLAG.paused | FLAG.ended)) return;
      const spliced = splices.offered > 0 ? splices.move(this) : null;
      const count = spliced ?? kernel.call.recv(this.fd, kernel.readAt, READ_BYTES, 0);
      if (count <= 0) {
        this.nothingRead(count);
        return;
      }
      left -= count;
      if (spliced !== null) continue;
      // Bytes that are read count against an offer; the handler has to make another.
      splices.withdraw(this);
      // Edge-triggered: bytes that arrive after a short read raise an event of their own.
      const last = count < READ_BYTES && !(this.flags & FLAG.hungUp);
      if (last) this.flags &= ~FLAG.unread;
      else splices.fullReads++;
      this.handler.onData(this, kernel.readBuffer, count);
      if (last) return;
    }
    this.defer();
  }

  /** recv() returned 0 or -1. */
  private nothingRead(count: number): void {
    const errno = count === 0 ? 0 : this.kernel.call.errno();
    this.flags &= ~FLAG.unread;
    // The connection is already failing: the reason is known, and the end of the data is not the
    // peer's FIN.
    if (errno === EAGAIN || this.reason !== null) return;
    if (errno === 0) this.peerEnded();
    else this.finish(this.kernel.reason(errno));
  }

  private peerEnded(): void {
    this.flags |= FLAG.ended;
    this.handler.onEnd(this);
    if (this.isOpen() && this.flags & FLAG.finSent) this.finish('fin');
  }

  protected drained(): void {
    this.handler.onDrain(this);
  }

  /**
   * Delivers what arrived before the failure, as a reader of the socket would get it, and then ends
   * the connection.
   */
  private fail(reason: CloseReason): void {
    this.reason = reason;
    if (this.state === 'open') {
      this.flags |= FLAG.hungUp;
      this.read(Number.MAX_SAFE_INTEGER);
    }
    if (this.reason === reason) this.finish(reason);
  }

  private finish(reason: CloseReason): void {
    this.release();
    this.reason = null;
    this.handler.onClose(this, reason);
  }

  private release(): void {
    this.flushGathered();
    this.state = 'closed';
    clearTimeout(this.#timer);
    this.pending = null;
    this.reactor.splices.withdraw(this);
    this.reactor.connections--;
    if (this.fd < 0) return;
    this.reactor.forget(this);
    this.reactor.closeSoon(this.fd);
    this.fd = -1;
  }

  private defer(): void {
    if (this.flags & FLAG.deferred) return;
    this.flags |= FLAG.deferred;
    this.reactor.defer(this);
  }

  /**
   * Asked again after every call of a handler, because the handler may have closed the connection.
   */
  private isOpen(): boolean {
    return this.state === 'open';
  }
}
