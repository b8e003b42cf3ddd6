import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { listenError } from '../listen-error.js';
import type { Listener, ListenOptions } from '../loop.js';
import { type BoundHandle, bindWithoutListening } from './bound-handle.js';

const DEFAULT_BACKLOG = 4096;

/**
 * A `net.Server` as a Listener. libuv cannot stop accepting: while paused, accepted connections are
 * held unread and handed over at `resume`. When no descriptor is left, libuv accepts and closes at
 * once, so peers see a connection that ends; the epoll engine leaves them in the queue.
 */
export class NodeListener implements Listener {
  readonly #server: Server;
  readonly #options: ListenOptions;
  readonly #adopt: (socket: Socket) => void;
  /** Kept until the first `resume` of a listener that began paused. */
  #bound: BoundHandle | undefined;
  #held: Socket[] = [];
  #paused: boolean;
  #address = '';
  #port = 0;
  #fd = -1;

  /** @throws TidegateError LISTEN_* */
  static async open(
    options: ListenOptions,
    adopt: (socket: Socket) => void,
  ): Promise<NodeListener> {
    const listener = new NodeListener(options, adopt);
    if (options.paused === true && !('fd' in options.on)) listener.#bind(options.on);
    else await listener.#listen();
    return listener;
  }

  private constructor(options: ListenOptions, adopt: (socket: Socket) => void) {
    this.#options = options;
    this.#adopt = adopt;
    this.#paused = options.paused ?? false;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true });
    this.#server.on('connection', (socket) => this.#accepted(socket));
    this.#server.on('error', (error: NodeJS.ErrnoException) => this.#failed(error));
  }

  get address(): string {
    return this.#address;
  }

  get port(): number {
    return this.#port;
  }

  get fd(): number {
    return this.#fd;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    if (this.#bound !== undefined) {
      this.#server.listen(this.#bound, this.#options.backlog ?? DEFAULT_BACKLOG);
      this.#bound = undefined;
    }
    const held = this.#held;
    this.#held = [];
    for (const socket of held) if (!socket.destroyed) this.#adopt(socket.resume());
  }

  close(): void {
    this.#bound?.close();
    this.#bound = undefined;
    for (const socket of this.#held) socket.destroy();
    this.#server.close();
  }

  #bind(on: Parameters<typeof bindWithoutListening>[0]): void {
    this.#bound = bindWithoutListening(on, this.#options.ipv6Only ?? false);
    const name: { address?: string; port?: number } = {};
    this.#bound.getsockname(name);
    this.#address = name.address ?? on.address;
    this.#port = name.port ?? on.port;
    this.#fd = this.#bound.fd;
  }

  async #listen(): Promise<void> {
    const { on, backlog = DEFAULT_BACKLOG, ipv6Only = false } = this.#options;
    const where = 'fd' in on ? { fd: on.fd } : { host: on.address, port: on.port, ipv6Only };
    try {
      this.#server.listen({ ...where, backlog });
      await once(this.#server, 'listening');
    } catch (error) {
      throw listenError((error as NodeJS.ErrnoException).code ?? 'unknown', on, error);
    }
    const name = this.#server.address();
    if (name === null || typeof name === 'string') throw listenError('ENOTSOCK', on);
    this.#address = name.address;
    this.#port = name.port;
    this.#fd = descriptorOf(this.#server);
  }

  /**
   * Handles errors after listening began. An error of listen() itself is reported to the caller
   * that awaits it.
   */
  #failed(error: NodeJS.ErrnoException): void {
    if (this.#server.listening) this.#options.onExhausted?.('no-descriptor');
    else if (this.#fd >= 0) throw listenError(error.code ?? 'unknown', this.#options.on, error);
  }

  #accepted(socket: Socket): void {
    if (!this.#paused) {
      this.#adopt(socket);
      return;
    }
    socket.pause();
    socket.on('error', () => socket.destroy());
    this.#held.push(socket);
  }
}

/**
 * Node keeps the descriptor on an undocumented handle; -1 where there are no descriptors (Windows).
 */
function descriptorOf(server: Server): number {
  return (server as unknown as { _handle: { fd?: number } | null })._handle?.fd ?? -1;
}
