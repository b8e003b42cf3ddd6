import type { Listener, ListenOptions } from '../loop.js';
import { UNOWNED } from '../unowned.js';
import { EAGAIN, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPOLLIN } from './constants.js';
import { EpollConnection } from './epoll-connection.js';
import type { Reactor, Watched } from './reactor.js';
import {
  decodeHost,
  decodePort,
  formatHost,
  type HostAddress,
  IPV4_ANY,
  IPV6_ANY,
} from './sockaddr.js';

/** Then others have their turn; siblings that share the socket take their part too. */
const ACCEPTS_A_TURN = 64;

/** Out of descriptors: long enough not to spin, short enough to go unnoticed by who waits. */
const EXHAUSTED_PAUSE_MS = 100;

/**
 * Registered level-triggered, unlike connections: what is left in the accept queue, by a turn's
 * bound or by a pause, reports itself again.
 */
export class EpollListener implements Listener, Watched {
  readonly fd: number;
  readonly address: string;
  readonly port: number;
  generation = 0;
  readonly #reactor: Reactor;
  readonly #options: ListenOptions;
  /** What every accepted connection's local address is; null on a wildcard, which each must be asked for. */
  readonly #local: HostAddress | null;
  #paused: boolean;
  #closed = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(reactor: Reactor, fd: number, options: ListenOptions) {
    this.#reactor = reactor;
    this.fd = fd;
    this.#options = options;
    reactor.kernel.readName(fd);
    const host = decodeHost(reactor.kernel.sockaddr);
    this.#local = host === IPV4_ANY || host === IPV6_ANY ? null : host;
    this.address = formatHost(host);
    this.port = decodePort(reactor.kernel.sockaddr);
    this.#paused = options.paused ?? false;
    reactor.listeners.add(this);
    if (!this.#paused) reactor.watch(this, EPOLLIN);
  }

  pause(): void {
    this.#paused = true;
    this.#stop();
  }

  resume(): void {
    if (!this.#paused || this.#closed) return;
    this.#paused = false;
    this.#reactor.watch(this, EPOLLIN);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stop();
    this.#reactor.listeners.delete(this);
    this.#reactor.kernel.call.close(this.fd);
  }

  onEvents(): void {
    for (let accepted = 0; accepted < ACCEPTS_A_TURN; accepted++) {
      if (this.#paused || this.#closed) return;
      if (!this.#acceptOne()) return;
    }
  }

  /** Returns false when there is nothing to accept for now. */
  #acceptOne(): boolean {
    const { kernel } = this.#reactor;
    const fd = kernel.accept(this.fd);
    if (fd < 0) return this.#acceptFailed(kernel.call.errno());
    const connection = new EpollConnection(this.#reactor, UNOWNED, undefined);
    connection.fd = fd;
    connection.readRemote();
    if (this.#local !== null) connection.inheritLocal(this.#local, this.port);
    connection.state = 'open';
    connection.handler = this.#options.accept(connection);
    connection.startWatching();
    if (connection.state === 'open') connection.handler.onOpen(connection);
    return true;
  }

  #acceptFailed(errno: number): boolean {
    switch (errno) {
      case EAGAIN:
        return false;
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        // What this batch has closed is open until its end.
        if (this.#reactor.closeNow()) return true;
        this.#options.onExhausted?.('no-descriptor');
        // Whoever heard of it may have closed something for the next.
        if (this.#reactor.closeNow()) return true;
        if (this.#closed || this.#paused) return false;
        this.#stop();
        this.#retry = setTimeout(() => this.#goOn(), EXHAUSTED_PAUSE_MS);
        return false;
      default:
        // ECONNABORTED and its like, accept(2): this one was gone before we came; the next is well.
        return true;
    }
  }

  #goOn(): void {
    this.#retry = undefined;
    if (!this.#paused && !this.#closed) this.#reactor.watch(this, EPOLLIN);
  }

  #stop(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#reactor.unwatch(this);
  }
}
