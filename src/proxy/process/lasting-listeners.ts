import type { Listener, Loop } from '../../net/loop.js';
import type { ListenSocket } from '../serving/listen-sockets.js';
import type { AcceptHearer } from '../serving/proxy.js';
import { ListeningSockets, nameOf, type OpenSockets } from './listening-sockets.js';

/**
 * The sockets of a proxy without workers. A socket that stays from one configuration to the next is
 * never closed in between; a new connection goes to the configuration that listened last.
 */
export class LastingListeners {
  readonly #sockets: ListeningSockets;
  readonly #hearers = new Map<string, AcceptHearer>();

  constructor(loop: Loop) {
    this.#sockets = new ListeningSockets(loop, (socket) => {
      const name = nameOf(socket);
      return {
        accept: (connection) => {
          const hearer = this.#hearers.get(name);
          if (hearer === undefined) throw new Error(`nobody listens on ${name}`);
          return hearer.accept(connection);
        },
        onExhausted: (reason) => this.#hearers.get(name)?.onExhausted(reason),
      };
    });
  }

  /** Opens the sockets that are not open yet. @throws TidegateError LISTEN_* */
  open(wanted: readonly ListenSocket[]): Promise<OpenSockets> {
    return this.#sockets.open(wanted);
  }

  /** How many of them are not open yet. */
  missing(wanted: readonly ListenSocket[]): number {
    return wanted.filter((socket) => !this.#sockets.has(socket)).length;
  }

  /** Takes over an open socket. After that, calls of its previous owner have no effect. */
  async listen(socket: ListenSocket, hearer: AcceptHearer): Promise<Listener> {
    const name = nameOf(socket);
    const listener = (await this.#sockets.open([socket])).get(name) as Listener;
    this.#hearers.set(name, hearer);
    listener.resume();
    const ifMine = (act: () => void) => (): void => {
      if (this.#hearers.get(name) === hearer) act();
    };
    return {
      address: listener.address,
      port: listener.port,
      fd: listener.fd,
      pause: ifMine(() => listener.pause()),
      resume: ifMine(() => listener.resume()),
      close: ifMine(() => this.#close(name)),
    };
  }

  close(): void {
    this.#sockets.close();
  }

  #close(name: string): void {
    this.#hearers.delete(name);
    this.#sockets.keepOnly({ has: (other) => other !== name });
  }
}
