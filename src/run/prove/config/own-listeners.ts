import type { Socket } from './hold-order.js';

const EVERY = new Set(['*', '', '0.0.0.0', '[::]', '::']);

/** Where the proxy listens itself, so that no stub backend is to listen there. */
export class OwnListeners {
  readonly #specific = new Set<string>();
  readonly #wildcard = new Set<number>();

  add(address: string, port: number): void {
    if (EVERY.has(address)) this.#wildcard.add(port);
    else this.#specific.add(`${address}:${port}`);
  }

  /** The proxy passes on to itself. */
  owns(socket: Socket): boolean {
    if ('path' in socket) return false;
    const { address, port } = socket;
    if (this.#specific.has(`${address}:${port}`)) return true;
    return this.#wildcard.has(port) && (address.startsWith('127.') || address === '::1');
  }

  /** Stubs that listen where a listener on every address would too; elsewhere they are other hosts'. */
  clashing(backends: Iterable<Socket>): ReadonlySet<number> {
    const ports = [...backends].flatMap((one) => ('port' in one ? [one.port] : []));
    return new Set(ports.filter((port) => this.#wildcard.has(port)));
  }
}

/** The listener's address where every one cannot be had; null = it asks for one alone already. */
export function narrowed(address: string): string | null {
  if (!EVERY.has(address)) return null;
  return address.includes(':') ? '[::1]' : '127.0.0.1';
}
