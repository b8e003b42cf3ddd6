import { isWildcard, listenName } from '../../../../lib/address/socket-name.js';
import type {
  HttpServer,
  Listen,
  MapBlock,
  NginxConfig,
  StreamServer,
  Upstream,
} from '../../../../model/nginx.js';
import { type Endpoint, endpointOf, isListening } from '../endpoint.js';
import { setsOf, type Written } from '../targets.js';
import { LocationFinder } from './find-location.js';
import { ServerNames } from './server-names.js';

/** A socket that nginx listens on, and what accepts its connections. */
export interface Socket {
  readonly listen: Listen;
  readonly http: ServerNames;
  readonly stream: StreamServer | null;
}

/** The sockets and upstreams of a configuration, indexed because there may be thousands. */
export class Site {
  readonly maps: ReadonlyMap<string, MapBlock>;
  readonly #upstreams: {
    readonly http: ReadonlyMap<string, Upstream>;
    readonly stream: ReadonlyMap<string, Upstream>;
  };
  readonly #byPort = new Map<number, Map<string, Socket>>();
  readonly #written = new Map<HttpServer, Written>();
  readonly #finders = new Map<HttpServer, LocationFinder>();
  readonly #config: NginxConfig;

  constructor(config: NginxConfig) {
    const { http, stream } = config;
    this.#config = config;
    this.maps = new Map((http?.maps ?? []).map((map) => [map.variable, map]));
    this.#upstreams = {
      http: byName(http?.upstreams ?? []),
      stream: byName(stream?.upstreams ?? []),
    };
    for (const server of http?.servers ?? []) {
      for (const listen of server.listens) this.#socket(listen, null).http.add(server, listen);
    }
    for (const server of stream?.servers ?? []) {
      for (const listen of server.listens) this.#socket(listen, server);
    }
  }

  #socket(listen: Listen, stream: StreamServer | null): Socket {
    const ofPort = this.#byPort.get(listen.port) ?? new Map<string, Socket>();
    this.#byPort.set(listen.port, ofPort);
    const name = `${listenName(listen)}${listen.udp ? ' udp' : ''}`;
    const socket = ofPort.get(name) ?? { listen, http: new ServerNames(), stream };
    ofPort.set(name, socket);
    return socket;
  }

  /**
   * The socket that accepts a connection to an endpoint; an exact address takes precedence over a
   * wildcard.
   */
  socketAt(end: Endpoint): Socket | null {
    const taking = [...(this.#byPort.get(end.port)?.values() ?? [])].filter(({ listen }) =>
      isListening(listen, end),
    );
    return taking.find(({ listen }) => !isWildcard(listen)) ?? taking[0] ?? null;
  }

  /** The socket of a listen. */
  socketOf(listen: Listen): Socket | null {
    return this.#byPort.get(listen.port)?.get(listenName(listen)) ?? null;
  }

  /** The endpoints of a target: one that is named, or each regularly used server of an upstream. */
  endsOf(block: 'http' | 'stream', place: string, defaultPort: number): readonly Endpoint[] {
    const upstream = this.#upstreams[block].get(place.toLowerCase());
    if (!upstream) return [endpointOf(place, defaultPort)];
    return upstream.servers.filter(({ down, backup }) => !down && !backup);
  }

  /** The possible values of a server's variables. */
  writtenIn(server: HttpServer): Written {
    const known = this.#written.get(server);
    if (known) return known;
    const { maps = [], splits = [] } = this.#config.http ?? {};
    const written = { maps, splits, sets: setsOf(server) };
    this.#written.set(server, written);
    return written;
  }

  locationsOf(server: HttpServer): LocationFinder {
    const known = this.#finders.get(server) ?? new LocationFinder(server);
    this.#finders.set(server, known);
    return known;
  }
}

function byName(upstreams: readonly Upstream[]): Map<string, Upstream> {
  return new Map(upstreams.map((upstream) => [upstream.name.toLowerCase(), upstream]));
}
