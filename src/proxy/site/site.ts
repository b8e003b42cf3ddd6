import { listeningOn } from '../../net/listening-on.js';
import type { Connection } from '../../net/loop.js';
import { answerRefusal } from '../http/answers/answer.js';
import type { HeadRules } from '../http/heads/head-rules.js';
import { explainRefusal } from '../http/request/explain-refusal.js';
import { contextOf } from '../http/request/log-context.js';
import { refusedRequest } from '../http/request/refused-request.js';
import type { HttpRequest, RequestError } from '../http/request/request.js';
import type { Application, SessionTerms } from '../http/sessions/application.js';
import type { Exchange } from '../http/sessions/exchange.js';
import type { Session } from '../http/sessions/session.js';
import type { HostNames } from '../variables/host-names.js';
import type { SiteServer } from './compile-site.js';
import { type SiteContext, Visit } from './visit.js';

/** The virtual servers behind one listening address. */
export type VirtualServers = HostNames<SiteServer, HttpRequest>;

/** The `http` part of a configuration in service: finds the server of a request. */
export class Site implements Application<Session> {
  readonly #listens: ReadonlyMap<string, VirtualServers>;
  readonly #context: SiteContext;

  /** @param listens by `address:port`; `0.0.0.0:port` for every address. */
  constructor(listens: ReadonlyMap<string, VirtualServers>, context: SiteContext) {
    this.#listens = listens;
    this.#context = context;
  }

  termsFor(connection: Connection): SessionTerms {
    return this.#serversOf(connection).default.otherwise.terms;
  }

  headRulesFor(connection: Connection): HeadRules {
    return this.#serversOf(connection).default.headRules;
  }

  refuse(session: Session, status: RequestError, head: string): void {
    if (head !== '') this.#standRefused(session, status, head);
    answerRefusal(session, status, head);
  }

  begin(session: Session, request: HttpRequest): Exchange {
    const server = this.#serversOf(request.connection).find(request.host, request);
    request.answer.serverName = server.name;
    return new Visit(this.#context, session, request, server).begin();
  }

  /** The server of a connection is decided once, by the local address of the connection. */
  opened(connection: Connection): void {
    connection.owner = listeningOn(this.#listens, connection);
  }

  /**
   * A refused head gets the terms and logs of the server that it had named so far, otherwise of the
   * default server.
   */
  #standRefused(session: Session, status: RequestError, head: string): void {
    const { connection } = session;
    const servers = this.#serversOf(connection);
    const refusal = explainRefusal(head, status, servers.default.headRules);
    const request = refusedRequest(head, connection, session, status);
    const { host, hostField, referrer } = refusal;
    const { name, otherwise } = host === '' ? servers.default : servers.find(host, request);
    session.terms = otherwise.terms;
    request.answer.serverName = name;
    session.logAt(otherwise.accessLog, request);
    if (!otherwise.log.takes('info')) return;
    const about = { ...contextOf(request, ''), host: hostField, referrer };
    const pipelined = session.pipelined && refusal.part === 'line' ? 'pipelined ' : '';
    const message = `${refusal.words} while reading client ${pipelined}request ${refusal.part}`;
    otherwise.log.writeAbout(session.number, about, 'info', message);
  }

  #serversOf(connection: Connection): VirtualServers {
    return connection.owner as VirtualServers;
  }
}
