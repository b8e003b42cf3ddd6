import type { HaproxyFrontend, HaproxyServer } from '../../model/haproxy.js';
import { endOf, endsTaking, isLoopback } from '../own-end.js';
import { isUnixSocket } from './host-kinds.js';

/** The listeners of one HAProxy, to tell which of them takes the connections of a server of its own. */
export class OwnEnds<T extends { readonly frontend: HaproxyFrontend }> {
  readonly #byEnd = new Map<string, T[]>();

  constructor(ways: readonly T[]) {
    for (const way of ways) {
      const { binds, unixEnds } = way.frontend;
      for (const end of [...binds.map(endOf), ...unixEnds]) {
        const others = this.#byEnd.get(end);
        if (others) others.push(way);
        else this.#byEnd.set(end, [way]);
      }
    }
  }

  /** What takes the connections to a server; none = it is another program's. */
  behind(server: HaproxyServer): readonly T[] {
    const ends = isUnixSocket(server.host) ? [unixEnd(server.host)] : endsTaking(server);
    // A socket of the very address takes what a wildcard would.
    for (const end of ends) {
      const taking = this.#byEnd.get(end);
      if (taking) return taking;
    }
    return [];
  }
}

/** `unix@/run/x` and `/run/x` are one socket. */
export function unixEnd(text: string): string {
  return text.replace(/^(?:unix|uxst)@/, '');
}

/** Only programs of this host can connect. */
export function isHere({ binds, unixEnds, otherBinds }: HaproxyFrontend): boolean {
  return otherBinds === unixEnds.length && binds.every(({ address }) => isLoopback(address));
}
