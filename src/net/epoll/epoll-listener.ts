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

/**
 * Accepts in one turn. Then other connections get their turn, and siblings that share the socket
 * take their part.
 */
const ACCEPTS_A_TURN = 64;

/**
 * Pause when no descriptor is left: long enough not to spin, short enough that waiting clients do
 * not notice.
 */
const EXHAUSTED_PAUSE_MS = 100;

/**
 * Registered level-triggered, unlike connections: connections left in the accept queue, by the
 * limit of a turn or by a pause, raise the event again.
 */
export class EpollListener implements Listener, Watched {
  readonly fd: number;
  readonly address: string;
  readonly port: number;
  generation = 0;
  readonly #reactor: Reactor;
  readonly #options: ListenOptions;
  /**
   * The local address of every accepted connection. Null on a wildcard, where each connection has
   * to be asked.
   */
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
        // Descriptors that this batch has closed stay open until its end.
        if (this.#reactor.closeNow()) return true;
        this.#options.onExhausted?.('no-descriptor');
        // A handler of `onExhausted` may have closed something for the next accept.
        if (this.#reactor.closeNow()) return true;
        if (this.#closed || this.#paused) return false;
        this.#stop();
        this.#retry = setTimeout(() => this.#goOn(), EXHAUSTED_PAUSE_MS);
        return false;
      default:
        // ECONNABORTED and the like, accept(2): this connection was gone before it was accepted;
        // the next one is not affected.
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
