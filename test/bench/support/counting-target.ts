import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { FailureKind } from '../../../src/model/bench.js';
import type { Endpoint } from '../../../src/model/origin.js';

/** What the target did to a request: answered it with a status, or broke it in this way. */
type Deed = number | FailureKind;

/**
 * Answers one request or breaks it, and returns which. Bytes written after `end()` are not sent.
 * @param nth number of the request among all
 */
export type Behaviour = (socket: Socket, nth: number) => Deed;

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const REQUEST_END = '\r\n\r\n';

/**
 * A server on raw sockets that counts what it did to each request. It reads on after its own FIN,
 * so that it also counts requests that come too late; it never answers those.
 */
export class CountingTarget {
  /** Requests that arrived. */
  requests = 0;
  /** By status or kind of failure. */
  readonly deeds: Record<string, number> = {};
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(behave: Behaviour) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.connections++;
      this.#sockets.add(socket);
      let text = '';
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      socket.on('end', () => socket.end());
      socket.on('data', (bytes) => {
        const parts = (text + bytes.toString('latin1')).split(REQUEST_END);
        text = parts.pop() ?? '';
        for (const _request of parts) this.#take(socket, behave);
      });
    });
  }

  async listen(address: string): Promise<Endpoint> {
    await new Promise<void>((resolve) => this.#server.listen(0, address, 4096, resolve));
    return { address, port: (this.#server.address() as AddressInfo).port };
  }

  /** Resolves when every connection has ended, so that nothing is still under way. */
  async quiet(): Promise<void> {
    for (const socket of this.#sockets) {
      if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The outcome of a request that arrives when it cannot be answered any more. */
  #tooLate(socket: Socket): FailureKind | null {
    if (socket.writableEnded || socket.destroyed) return 'unanswered';
    return broken.has(socket) ? 'lost' : null;
  }

  #take(socket: Socket, behave: Behaviour): void {
    const nth = this.requests++;
    const deed = this.#tooLate(socket) ?? behave(socket, nth);
    this.deeds[deed] = (this.deeds[deed] ?? 0) + 1;
  }
}

/** Connections on which nothing is answered any more, because the last response broke them. */
const broken = new WeakSet<Socket>();

/** Breaks one request in `every`, and answers all others. */
export function oneIn(every: number, broken: Behaviour): Behaviour {
  return (socket, nth) => (nth % every === every - 1 ? broken(socket, nth) : answer(socket, OK));
}

/** Writes a whole response; returns its status. */
export function answer(socket: Socket, response: string): number {
  socket.write(response, 'latin1');
  return Number(response.slice(9, 12));
}

/** Writes the beginning of a response, if any, and ends the connection. Returns the kind of failure. */
export function cut(part: string, kind: FailureKind): Behaviour {
  return (socket) => {
    socket.end(part, 'latin1');
    return kind;
  };
}

/** The last answer on this connection. */
export function last(response: string): Behaviour {
  return (socket) => {
    socket.end(response, 'latin1');
    return Number(response.slice(9, 12));
  };
}

/** Writes bytes that are no response, and leaves the connection open. */
export function say(text: string, kind: FailureKind): Behaviour {
  return (socket) => {
    broken.add(socket);
    socket.write(text, 'latin1');
    return kind;
  };
}
