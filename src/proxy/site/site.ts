import type { Connection } from '../../net/loop.js';
import { answerRefusal } from '../http/answer.js';
import type { Application, SessionTimeouts } from '../http/application.js';
import type { Exchange } from '../http/exchange.js';
import type { HttpRequest, RequestError } from '../http/request.js';
import type { Session } from '../http/session.js';
import type { StatusSource } from '../status/api.js';
import { serveApi } from '../status/serve-api.js';
import { ProxyExchange } from '../upstream/proxy-exchange.js';
import type { ProxyContext } from '../upstream/proxy-location.js';
import type { SiteLocation, SiteServer } from './compile-site.js';
import { answerReturn } from './return.js';
import type { ServerNames } from './server-names.js';
import { fileKind, sendFile } from './static-file.js';

/** As many internal redirects as nginx allows before it calls them a cycle. */
const MAX_REDIRECTS = 10;

/** The virtual servers behind one listening address. */
export type VirtualServers = ServerNames<SiteServer>;

export interface SiteContext extends ProxyContext {
  readonly status: StatusSource;
}

/** A configuration's `http` part at work: finds the server and the location, and answers. */
export class Site implements Application<Session> {
  readonly #listens: ReadonlyMap<string, VirtualServers>;
  readonly #context: SiteContext;

  /** @param listens by `address:port`; `0.0.0.0:port` for every address. */
  constructor(listens: ReadonlyMap<string, VirtualServers>, context: SiteContext) {
    this.#listens = listens;
    this.#context = context;
  }

  timeoutsFor(connection: Connection): SessionTimeouts {
    return this.#serversOf(connection).default.timeouts;
  }

  refuse(session: Session, status: RequestError): void {
    answerRefusal(session, status);
  }

  begin(session: Session, request: HttpRequest): Exchange {
    const server = this.#serversOf(request.connection).find(request.host);
    session.timeouts = server.timeouts;
    request.answer.serverName = server.name;
    if (server.return !== null) return answerReturn(session, request, server.return);
    return this.#locate(session, request, server, 0);
  }

  /** Who is meant is settled once for a connection, by the address it came in by. */
  opened(connection: Connection): void {
    connection.owner = this.#listeningOn(connection);
  }

  #serversOf(connection: Connection): VirtualServers {
    return connection.owner as VirtualServers;
  }

  #listeningOn(connection: Connection): VirtualServers {
    const servers =
      this.#listens.get(`${connection.localAddress}:${connection.localPort}`) ??
      this.#listens.get(`0.0.0.0:${connection.localPort}`) ??
      this.#listens.values().next().value;
    if (servers === undefined) throw new Error('a site without a server cannot listen');
    return servers;
  }

  #locate(session: Session, request: HttpRequest, server: SiteServer, redirects: number): Exchange {
    const location = server.locations.find(request.path);
    if (location === null) {
      return this.#serveFile(session, request, server, server.fallback, redirects);
    }
    if (server.locations.wantsSlash(request.path) && location.model.pattern !== request.path) {
      return answerReturn(session, request, server.fallback.moved(`${request.path}/`));
    }
    return this.#enter(session, request, server, location, redirects);
  }

  #enter(
    session: Session,
    request: HttpRequest,
    server: SiteServer,
    location: SiteLocation,
    redirects: number,
  ): Exchange {
    if (redirects > MAX_REDIRECTS) return location.fail(session, request, 500);
    if (location.return !== null) return answerReturn(session, request, location.return);
    if (request.framing.kind === 'length' && location.maxBodyBytes > 0) {
      if (request.framing.bytes > location.maxBodyBytes)
        return location.fail(session, request, 413);
    }
    if (location.tryFiles !== null) {
      const found = location.tryFiles(request);
      if (typeof found === 'number') return location.fail(session, request, found);
      if (found.kind === 'named') {
        const named = server.locations.named(found.name);
        if (named === null) return location.fail(session, request, 500);
        return this.#enter(session, request, server, named, redirects + 1);
      }
      request.path = found.path;
      if (found.kind === 'uri') return this.#locate(session, request, server, redirects + 1);
    }
    if (location.model.api) {
      return serveApi(session, request, location.model.pattern, this.#context.status);
    }
    if (location.proxy === null) {
      return this.#serveFile(session, request, server, location, redirects);
    }
    const target = location.proxy.plan.target(request);
    if (typeof target === 'number') return location.fail(session, request, target);
    const exchange = new ProxyExchange(this.#context, session, request, location.proxy, target);
    exchange.start();
    return exchange;
  }

  /** nginx's index and static modules. */
  #serveFile(
    session: Session,
    request: HttpRequest,
    server: SiteServer,
    location: SiteLocation,
    redirects: number,
  ): Exchange {
    const { path, method } = request;
    if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') {
      return location.fail(session, request, 405);
    }
    const file = `${location.root}${path}`;
    if (path.endsWith('/')) {
      const index = location.model.index.find((name) => fileKind(`${file}${name}`) === 'file');
      if (index === undefined) {
        return location.fail(session, request, fileKind(file) === 'missing' ? 404 : 403);
      }
      request.path = `${path}${index}`;
      return this.#locate(session, request, server, redirects + 1);
    }
    const kind = fileKind(file);
    if (kind === 'directory') return answerReturn(session, request, location.moved(`${path}/`));
    if (kind !== 'file') return location.fail(session, request, kind === 'missing' ? 404 : 403);
    if (method === 'POST') return location.fail(session, request, 405);
    const { defaultType } = location.model;
    const fields = location.fields(request, 200);
    return (
      sendFile(session, request, file, { defaultType, fields }) ??
      location.fail(session, request, 403)
    );
  }
}
