import type { Roster } from '../../../lib/roster.js';
import type { Sweep } from '../../../lib/sweep.js';
import type { Lingering } from '../../../model/nginx.js';
import type { CloseReason, Connection } from '../../../net/loop.js';
import type { Reusables } from '../../slots/reusables.js';
import type { HeadRules } from '../heads/head-rules.js';
import type { HttpRequest, RequestError } from '../request/request.js';
import type { Exchange } from './exchange.js';

/**
 * What a server does with requests: the proxy's site, or the bundled backend server. `S` is the
 * session (a parameter, so that the two files do not import each other).
 */
export interface Application<S> {
  /** Terms of a connection until its first request says which server it wants. */
  termsFor(connection: Connection): SessionTerms;
  /** Rules for its heads, likewise; the default is nginx's own. */
  headRulesFor?(connection: Connection): HeadRules;
  /** A head is complete. Answers through the session, at once or later. */
  begin(session: S, request: HttpRequest): Exchange;
  /**
   * A head was refused and has to be answered. The connection closes after that.
   * @param head as far as it was read; empty when the head was valid and the body was not
   */
  refuse(session: S, status: RequestError, head: string): void;
  opened?(connection: Connection): void;
  /** The connection is over. `endedFirst`: this side sent FIN or RST before the peer did. */
  closed?(connection: Connection, reason: CloseReason, endedFirst: boolean): void;
}

/** What a server or location sets for its clients. Times in milliseconds. */
export interface SessionTerms {
  /** Time-out of a request's head, from its first byte on. */
  readonly headerMs: number;
  /** Longest silence inside a request's body. */
  readonly bodyMs: number;
  /** Longest time during which a client takes no bytes. */
  readonly sendMs: number;
  /** A client that is too slow gets RST; default FIN. */
  readonly resetsSlow?: boolean;
  /** How long an idle connection is kept. */
  readonly keepAliveMs: number;
  /** How many requests a connection may carry. */
  readonly keepAliveRequests: number;
  /** Age from which a connection carries no further request; default: none. */
  readonly keepAliveAgeMs?: number;
  /** A header line that tells clients how long they may keep the connection; default: none. */
  readonly keepAliveField?: string;
  /** Name and version of the server; default: only the name. See `server_tokens`. */
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
  /** A variable reads how long requests take. */
  readonly timesRequests: boolean;
  /** The process is quitting: no connection outlives its response. */
  readonly quitting: boolean;
}
