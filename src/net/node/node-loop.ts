import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { badAddress } from '../../lib/address/ip.js';
import { listenError } from '../listen-error.js';
import type { Bind, Connection, ConnectOptions, Listener, ListenOptions, Loop } from '../loop.js';
import { UNOWNED } from '../unowned.js';
import { NodeConnection } from './node-connection.js';
import { NodeListener } from './node-listener.js';

/** The engine over `node:net`: slower and heavier than epoll, and available wherever Node runs. */
export class NodeLoop implements Loop {
  readonly engine = 'node';
  readonly bindsLate = false;
  readonly #connections = new Set<NodeConnection>();
  readonly #listeners = new Set<NodeListener>();
  #closed = false;
  /** Connections that are closed and that Node has not yet reported as closed. */
  #closing = 0;

  get size(): number {
    return this.#connections.size - this.#closing;
  }

  async listen(options: ListenOptions): Promise<Listener> {
    const { on } = options;
    if (this.#closed) throw listenError('the loop is closed', on);
    if (!('fd' in on) && isIP(on.address) === 0) throw badAddress(on.address);
    const listener = await NodeListener.open(options, (socket) => {
      const connection = this.#track(new NodeConnection(socket, UNOWNED, undefined), socket);
      connection.handler = options.accept(connection);
      if (connection.state === 'open') connection.handler.onOpen(connection);
    });
    this.#listeners.add(listener);
    return listener;
  }

  connect({ to, bind, handler, owner, timeoutMs }: ConnectOptions): Connection {
    for (const address of [to.address, bind?.address]) {
      if (address !== undefined && isIP(address) === 0) throw badAddress(address);
    }
    const socket = connect({
      host: to.address,
      port: to.port,
      ...localEnd(bind),
      noDelay: true,
      allowHalfOpen: true,
      autoSelectFamily: false,
    });
    const connection = this.#track(new NodeConnection(socket, handler, owner), socket);
    connection.remoteAddress = to.address;
    connection.remotePort = to.port;
    if (bind !== undefined && 'port' in bind) {
      connection.localAddress = bind.address;
      connection.localPort = bind.port;
    }
    if (timeoutMs !== undefined) connection.failAfter(timeoutMs);
    if (this.#closed) connection.close();
    return connection;
  }

  /** Node defers writes in its own way and cannot be hurried. */
  settle(): void {}

  close(): void {
    this.#closed = true;
    for (const connection of this.#connections) connection.reset();
    for (const listener of this.#listeners) listener.close();
    this.#listeners.clear();
  }

  readonly #aborted = (): void => {
    this.#closing++;
  };

  #track(connection: NodeConnection, socket: Socket): NodeConnection {
    this.#connections.add(connection);
    connection.onAborted = this.#aborted;
    socket.prependListener('close', () => {
      this.#connections.delete(connection);
      if (connection.state === 'closed') this.#closing--;
    });
    return connection;
  }
}

/**
 * libuv always binds with SO_REUSEADDR and does not know IP_BIND_ADDRESS_NO_PORT, so late becomes
 * early.
 */
function localEnd(bind: Bind | undefined): Partial<TcpNetConnectOpts> {
  if (bind?.address === undefined) return {};
  return { localAddress: bind.address, localPort: 'port' in bind ? bind.port : 0 };
}
