import type { Sweep } from '../../../lib/sweep.js';
import type { LogLevel } from '../../../model/nginx.js';
import type { Loop } from '../../../net/loop.js';
import type { HttpRequest } from '../../http/request/request.js';
import type { Exchange } from '../../http/sessions/exchange.js';
import type { Session } from '../../http/sessions/session.js';
import type { ErrorLog } from '../../log/error-log.js';
import type { Slots } from '../../slots/slots.js';
import type { JoinedRoster } from '../joined/joined-roster.js';
import type { ProxyPlan } from './proxy-plan.js';

/** What all exchanges of a process share. */
export interface ProxyContext {
  readonly loop: Loop;
  readonly sweep: Sweep;
  readonly slots: Slots;
  /** Open tunnels, for when the process ends. */
  readonly tunnels: JoinedRoster;
  /** Some variable asks for every try of a request. */
  readonly tracesUpstream: boolean;
}

/** What a location says about the requests it passes on. */
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
  /** add_header lines for a status. */
  fields(request: HttpRequest, status: number): string;
}

/** What of one answer goes along with whatever answers in its place. */
export interface Carried {
  /** `Content-Type`; null = that of what answers. */
  readonly type: string | null;
  /** Lines, each ended by CRLF. */
  readonly fields: string;
}

/** A request that is to be passed on, and who answers in its stead where that fails. */
export interface Asked {
  readonly session: Session;
  readonly request: HttpRequest;
  /**
   * Answers with a status, or goes on to the error page that the configuration has for it.
   * @param fields lines that go with whatever answers.
   */
  fail(status: number, fields?: string): Exchange;
  /** Goes on to where `X-Accel-Redirect` leads: a path with arguments, or a named location. */
  redirect(to: string, carried: Carried): Exchange;
  /** Lines that earlier answers have left for one that has a `Content-Type`, or has none. */
  carriedTo(typed: boolean): string;
  /** With `proxy_intercept_errors`: whether there is an error page for a status. */
  intercepts(status: number): boolean;
  /** Writes to the error log. @param upstream URL it was passed on to; empty = none. */
  log(level: LogLevel, message: string, upstream?: string): void;
}
