import { listenError } from '../listen-error.js';
import type { Connection, ConnectOptions, Listener, ListenOptions, Loop } from '../loop.js';
import { EpollConnection } from './epoll-connection.js';
import { EpollListener } from './epoll-listener.js';
import { Kernel } from './kernel.js';
import { openListeningSocket } from './listening-socket.js';
import { Reactor } from './reactor.js';
import { familyOf } from './sockaddr.js';
import { ConnectQueue } from './start-connect.js';
import { loadSyscalls } from './syscalls.js';

/** The Linux engine: edge-triggered epoll, called through koffi. */
export class EpollLoop implements Loop {
  readonly engine = 'epoll';
  readonly bindsLate = true;
  readonly #reactor: Reactor;
  readonly #connects = new ConnectQueue();

  /** @throws TidegateError ENGINE_UNAVAILABLE */
  static async create(): Promise<EpollLoop> {
    return new EpollLoop(new Reactor(new Kernel(await loadSyscalls())));
  }

  private constructor(reactor: Reactor) {
    this.#reactor = reactor;
    reactor.settling = this.#connects;
  }

  get size(): number {
    return this.#reactor.connections;
  }

  async listen(options: ListenOptions): Promise<Listener> {
    if (this.#reactor.closed) throw listenError('the loop is closed', options.on);
    const fd = openListeningSocket(this.#reactor.kernel, options);
    return new EpollListener(this.#reactor, fd, options);
  }

  connect(options: ConnectOptions): Connection {
    // A bad address is refused before the connection is counted.
    if (options.bind?.address !== undefined) familyOf(options.bind.address);
    familyOf(options.to.address);
    const connection = new EpollConnection(this.#reactor, options.handler, options.owner);
    if (this.#reactor.closed) connection.close();
    else {
      this.#connects.add(connection, options);
      this.#reactor.settleSoon();
    }
    return connection;
  }

  settle(): void {
    this.#reactor.settle();
  }

  close(): void {
    const reactor = this.#reactor;
    if (reactor.closed) return;
    for (const listener of reactor.listeners) listener.close();
    for (const watched of reactor.watched) if (watched instanceof EpollConnection) watched.reset();
    for (const connection of this.#connects.connections) connection.reset();
    reactor.close();
  }
}
