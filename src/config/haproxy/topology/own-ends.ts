import { isLoopback } from '../../../lib/address/ip.js';
import type {
  HaproxyBackend,
  HaproxyBind,
  HaproxyFrontend,
  HaproxyServer,
} from '../../../model/haproxy.js';
import { endsOf, endsTaking } from '../../own-end.js';
import { isUnixSocket, unixEnd } from '../syntax/host-kinds.js';
import { followsClients, isWhereAsked } from './endpoints.js';

/** A frontend and the backends that it passes to. */
export interface Way {
  readonly frontend: HaproxyFrontend;
  readonly backends: readonly HaproxyBackend[];
}

/** The listeners of one HAProxy, to find the one that accepts the connections of a server line. */
export class OwnEnds<T extends Way> {
  readonly #byEnd = new Map<string, T[]>();
  /** The frontends that pass to a backend. */
  readonly #clients = new Map<HaproxyBackend, HaproxyFrontend[]>();

  constructor(ways: readonly T[]) {
    for (const way of ways) {
      const { binds, unixEnds } = way.frontend;
      for (const end of [...binds.flatMap(endsOf), ...unixEnds]) add(this.#byEnd, end, way);
      for (const backend of way.backends) add(this.#clients, backend, way.frontend);
    }
  }

  /** What accepts the connections to a server; empty = another program does, or may. */
  behind(server: HaproxyServer, backend: HaproxyBackend): readonly T[] {
    const taking = this.#endsOf(server, backend).map((ends) => this.#taking(ends));
    return taking.every(({ length }) => length > 0) ? [...new Set(taking.flat())] : [];
  }

  /** A socket on the exact address takes precedence over a wildcard. */
  #taking(ends: readonly string[]): readonly T[] {
    const end = ends.find((one) => this.#byEnd.has(one));
    return end === undefined ? [] : (this.#byEnd.get(end) ?? []);
  }

  /** For each destination of the server, the names that its listener may have. */
  #endsOf(server: HaproxyServer, backend: HaproxyBackend): (readonly string[])[] {
    const { host, port, portOffset } = server;
    if (isUnixSocket(host)) return [[unixEnd(host)]];
    if (!isWhereAsked(host) && !followsClients(server)) return [endsTaking(server)];
    return this.#asked(backend).map((asked) => {
      if (!isWhereAsked(host)) return endsTaking({ host, port: asked.port + portOffset });
      // Without a port it goes to the client's original destination, which may be on another host.
      if (port === null) return [];
      const { family } = asked;
      const everywhere = { address: '*', port, ...(family && { family }) };
      return [`${asked.address}:${port}`, ...endsOf(everywhere)];
    });
  }

  /** The addresses that clients have connected to, unless HAProxy is told another one. */
  #asked(backend: HaproxyBackend): readonly HaproxyBind[] {
    const clients = this.#clients.get(backend) ?? [];
    const isTold = backend.setsDestination || clients.some((one) => one.setsDestination);
    return isTold ? [] : clients.flatMap(({ binds }) => binds);
  }
}

function add<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Only programs on this host can connect. */
export function isHere({ binds, unixEnds, otherBinds }: HaproxyFrontend): boolean {
  return otherBinds === unixEnds.length && binds.every(({ address }) => isLoopback(address));
}
