import type { ConnectionHandler, Listener, ListenOptions, Loop } from '../../../src/net/loop.js';
import { FakeConnection } from './fake-connection.js';

/** A loop without sockets: the test accepts, opens and moves every byte itself. */
export class FakeLoop implements Loop {
  readonly engine = 'epoll';
  readonly bindsLate = true;
  readonly size = 0;
  /** Connections that were asked for, in order. */
  readonly connected: FakeConnection[] = [];
  #accept: ListenOptions['accept'] | null = null;

  async listen({ accept }: ListenOptions): Promise<Listener> {
    this.#accept = accept;
    return {
      address: '127.0.0.1',
      port: 80,
      fd: -1,
      pause: () => undefined,
      resume: () => undefined,
      close: () => undefined,
    };
  }

  connect({ handler }: { readonly handler: ConnectionHandler }): FakeConnection {
    const connection = new FakeConnection();
    connection.handler = handler;
    this.connected.push(connection);
    return connection;
  }

  /** A client connects. */
  accept(): FakeConnection {
    const client = new FakeConnection();
    if (this.#accept === null) throw new Error('nobody listens');
    client.handler = this.#accept(client);
    client.handler.onOpen(client);
    return client;
  }

  settle(): void {}

  close(): void {}
}
