import { isLoopback } from '../../../lib/address/ip.js';
import type { Socket } from '../hold-order.js';
import { socketText } from './places.js';

const EVERY = new Set(['*', '', '0.0.0.0', '[::]', '::']);

/** The sockets that the proxy itself listens on, where no stub may listen. */
export class OwnListeners {
  readonly #specific = new Set<string>();
  readonly #wildcard = new Set<number>();
  readonly #passedTo = new Set<string>();

  add(address: string, port: number): void {
    if (EVERY.has(address)) this.#wildcard.add(port);
    else this.#specific.add(`${address}:${port}`);
  }

  /** @param path of a unix socket, as in the copy */
  addPath(path: string): void {
    this.#specific.add(socketText({ path }));
  }

  /** Records that the proxy passes on to this socket. @returns whether it is its own */
  takes(socket: Socket): boolean {
    const owned = this.owns(socket);
    if (owned) this.#passedTo.add(socketText(socket));
    return owned;
  }

  /** Whether the proxy passes on to its own listener here. */
  isPassedTo(socket: Socket): boolean {
    return this.#passedTo.has(socketText(socket));
  }

  /** Whether the socket belongs to the proxy. */
  owns(socket: Socket): boolean {
    if ('path' in socket) return this.#specific.has(socketText(socket));
    const { address, port } = socket;
    if (this.#specific.has(`${address}:${port}`)) return true;
    return this.#wildcard.has(port) && isLoopback(address);
  }

  /**
   * Ports where a stub and a listener on every address collide; stubs on other addresses stand for
   * other hosts.
   */
  clashing(backends: Iterable<Socket>): ReadonlySet<number> {
    const ports = [...backends].flatMap((one) => ('port' in one ? [one.port] : []));
    return new Set(ports.filter((port) => this.#wildcard.has(port)));
  }
}

/** The single address for a listener on every address; null = it already has one address. */
export function narrowed(address: string): string | null {
  if (!EVERY.has(address)) return null;
  return address.includes(':') ? '[::1]' : '127.0.0.1';
}
