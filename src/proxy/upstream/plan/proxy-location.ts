import type { Sweep } from '../../../lib/sweep.js';
import type { LogLevel } from '../../../model/nginx.js';
import type { Loop } from '../../../net/loop.js';
import type { HttpRequest } from '../../http/request/request.js';
import type { Exchange } from '../../http/sessions/exchange.js';
import type { Session } from '../../http/sessions/session.js';
import type { ErrorLog } from '../../log/error-log.js';
import type { Slots } from '../../slots/slots.js';
import type { JoinedRoster } from '../joined/joined.js';
import type { ProxyPlan } from './proxy-plan.js';

/** What all exchanges of a process share. */
export interface ProxyContext {
  readonly loop: Loop;
  readonly sweep: Sweep;
  readonly slots: Slots;
  /** Open tunnels, to be closed when the process ends. */
  readonly tunnels: JoinedRoster;
  /** Some variable reads every try of a request. */
  readonly tracesUpstream: boolean;
}

/** The settings of a location for the requests that it passes on. */
export interface ProxyLocation {
  readonly plan: ProxyPlan;
  /** The location's pattern. */
  readonly prefix: string;
  /** `$server_name`. */
  readonly serverName: string;
  /** 0 = unlimited. */
  readonly maxBodyBytes: number;
  readonly log: ErrorLog;
  /** `chunked_transfer_encoding`. */
  readonly chunkedCoding: boolean;
  /** The add_header lines for a status. */
  fields(request: HttpRequest, status: number): string;
}

/** The parts of one answer that are sent with the answer that replaces it. */
export interface Carried {
  /** `Content-Type`; null = that of the replacing answer. */
  readonly type: string | null;
  /** Lines, each ended by CRLF. */
  readonly fields: string;
}

/** A request that is passed on, and what answers it if that fails. */
export interface Asked {
  readonly session: Session;
  readonly request: HttpRequest;
  /**
   * Answers with a status, or with the error page that the configuration has for it.
   * @param fields lines for that answer
   */
  fail(status: number, fields?: string): Exchange;
  /** Continues at the target of `X-Accel-Redirect`: a path with arguments, or a named location. */
  redirect(to: string, carried: Carried): Exchange;
  /** Lines that earlier answers have left, for an answer with or without `Content-Type`. */
  carriedTo(typed: boolean): string;
  /** With `proxy_intercept_errors`: whether there is an error page for a status. */
  intercepts(status: number): boolean;
  /** Writes to the error log. @param upstream URL it was passed on to; empty = none */
  log(level: LogLevel, message: string, upstream?: string): void;
}
