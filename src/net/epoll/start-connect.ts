import type { Endpoint } from '../../model/origin.js';
import { bindReason } from '../close-reason.js';
import type { Bind, CloseReason, ConnectOptions } from '../loop.js';
import {
  EINPROGRESS,
  IP_BIND_ADDRESS_NO_PORT,
  IPPROTO_IP,
  IPPROTO_TCP,
  SO_REUSEADDR,
  SOL_SOCKET,
  TCP_NODELAY,
} from './constants.js';
import type { EpollConnection } from './epoll-connection.js';
import type { Kernel } from './kernel.js';
import { familyOf } from './sockaddr.js';

/** Connections that are begun together; see `Reactor.settleSoon`. */
export class ConnectQueue {
  readonly #connections: EpollConnection[] = [];
  /**
   * Options of the connection at the same index. They are kept here so that a held connection does
   * not keep them.
   */
  readonly #options: ConnectOptions[] = [];

  get connections(): readonly EpollConnection[] {
    return this.#connections;
  }

  add(connection: EpollConnection, options: ConnectOptions): void {
    connection.setRemote(options.to);
    const { bind } = options;
    if (bind?.mode === 'explicit' || bind?.mode === 'sole') connection.setLocal(bind);
    this.#connections.push(connection);
    this.#options.push(options);
  }

  settle(): void {
    const [connections, all] = [this.#connections, this.#options];
    for (let at = 0; at < connections.length; at++) {
      const connection = connections[at] as EpollConnection;
      // The connection may have been closed since it was queued.
      if (connection.state === 'connecting') start(connection, all[at] as ConnectOptions);
    }
    connections.length = all.length = 0;
  }
}

/** Takes a new connection as far as the kernel goes at once; failures are reported later. */
function start(connection: EpollConnection, { to, bind, timeoutMs }: ConnectOptions): void {
  const { kernel } = connection;
  connection.fd = kernel.socket(familyOf(to.address));
  const failure = connection.fd < 0 ? kernel.reason() : begin(kernel, connection.fd, to, bind);
  if (failure !== null) {
    connection.failLater(failure);
    return;
  }
  // Watched only from here on: a socket that has not begun to connect reports a hang-up.
  connection.startWatching();
  if (timeoutMs !== undefined) connection.failAfter(timeoutMs);
}

/** Returns why it failed, or null. */
function begin(
  kernel: Kernel,
  fd: number,
  to: Endpoint,
  bind: Bind | undefined,
): CloseReason | null {
  kernel.setOption(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if (bind && bindSocket(kernel, fd, bind) < 0) return bindReason(kernel.errnoName());
  if (kernel.connect(fd, to.address, to.port) === 0) return null;
  const errno = kernel.call.errno();
  return errno === EINPROGRESS ? null : kernel.reason(errno);
}

function bindSocket(kernel: Kernel, fd: number, bind: Bind): number {
  switch (bind.mode) {
    case 'late':
      if (bind.address === undefined) return 0;
      kernel.setOption(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
      return kernel.bind(fd, bind.address, 0);
    case 'early':
      return kernel.bind(fd, bind.address, 0);
    case 'explicit':
      // Lets the port serve one connection to each destination instead of one in all.
      kernel.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
      return kernel.bind(fd, bind.address, bind.port);
    case 'sole':
      return kernel.bind(fd, bind.address, bind.port);
  }
}
