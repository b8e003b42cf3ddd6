import type { Listener, ListenOptions, Loop } from '../../net/loop.js';
import type { ListenSocket } from '../site/listens.js';
import { ListeningSockets, nameOf, type OpenSockets } from './listening-sockets.js';

type Accept = ListenOptions['accept'];

/**
 * The sockets of a proxy that is its own master. One that stays from one configuration to the next
 * is never closed in between: who comes is the last one's that listened on it.
 */
export class LastingListeners {
  readonly #sockets: ListeningSockets;
  readonly #accepts = new Map<string, Accept>();

  constructor(loop: Loop) {
    this.#sockets = new ListeningSockets(loop, (socket) => {
      const name = nameOf(socket);
      return (connection) => {
        const accept = this.#accepts.get(name);
        if (accept === undefined) throw new Error(`nobody listens on ${name}`);
        return accept(connection);
      };
    });
  }

  /** Opens those that are not open yet. @throws TidegateError LISTEN_* */
  open(wanted: readonly ListenSocket[]): Promise<OpenSockets> {
    return this.#sockets.open(wanted);
  }

  /** Takes over a socket that is open. What the one before does with it then has no effect. */
  async listen(socket: ListenSocket, accept: Accept): Promise<Listener> {
    const name = nameOf(socket);
    const listener = (await this.#sockets.open([socket])).get(name) as Listener;
    this.#accepts.set(name, accept);
    listener.resume();
    const ifMine = (act: () => void) => (): void => {
      if (this.#accepts.get(name) === accept) act();
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
    this.#accepts.delete(name);
    this.#sockets.keepOnly({ has: (other) => other !== name });
  }
}
