import type { Lingering } from '../../model/nginx.js';
import type { CloseReason, Connection } from '../../net/loop.js';
import type { Exchange } from './exchange.js';
import type { HeadRules } from './head-rules.js';
import type { HttpRequest, RequestError } from './request.js';
import type { Reusables } from './reusables.js';
import type { Roster } from './roster.js';
import type { Sweep } from './sweep.js';

/**
 * What a server does with requests: the proxy's site, or the bundled backend server.
 * `S` is the session (a parameter, so that the two files need not import each other).
 */
export interface Application<S> {
  /** For a connection until its first request says which server it wants. */
  termsFor(connection: Connection): SessionTerms;
  /** What is taken for a head, likewise; default nginx's own. */
  headRulesFor?(connection: Connection): HeadRules;
  /** A head is complete. Answer through the session, at once or later. */
  begin(session: S, request: HttpRequest): Exchange;
  /**
   * A head was refused; answer it. The connection closes after that.
   * @param head as far as it was read; empty when it was well and the body was not.
   */
  refuse(session: S, status: RequestError, head: string): void;
  opened?(connection: Connection): void;
  /** The connection is over. `endedFirst`: we sent FIN or RST before the peer did. */
  closed?(connection: Connection, reason: CloseReason, endedFirst: boolean): void;
}

/** What a server, or one of its locations, lays down for its clients. Times in milliseconds. */
export interface SessionTerms {
  /** For the head of a request, from its first byte on. */
  readonly headerMs: number;
  /** Longest silence inside a request's body. */
  readonly bodyMs: number;
  /** Longest standstill of a client that takes no bytes. */
  readonly sendMs: number;
  /** A client that is too slow gets RST; default FIN. */
  readonly resetsSlow?: boolean;
  /** Life of an idle connection. */
  readonly keepAliveMs: number;
  /** Requests a connection may carry. */
  readonly keepAliveRequests: number;
  /** Age from which a connection carries no further request; default: none. */
  readonly keepAliveAgeMs?: number;
  /** A field line that tells clients how long they may keep the connection; default: none. */
  readonly keepAliveField?: string;
  /** Its name and version; default: the name alone. See `server_tokens`. */
  readonly serverToken?: string;
  /** Default: nginx's. */
  readonly lingering?: Lingering;
}

/** What all sessions of one process share. */
export interface SessionContext<S> {
  readonly application: Application<S>;
  readonly sweep: Sweep;
  readonly sessions: Pick<Roster<S>, 'add' | 'delete'>;
  readonly reusables: Reusables;
  /** Some variable asks how long requests take. */
  readonly timesRequests: boolean;
  /** Quitting: no connection outlives its response. */
  readonly quitting: boolean;
}
