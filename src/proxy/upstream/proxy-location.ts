import type { Loop } from '../../net/loop.js';
import type { HttpRequest } from '../http/request.js';
import type { Session } from '../http/session.js';
import type { Sweep } from '../http/sweep.js';
import type { Attached } from './peer.js';
import type { ProxyPlan } from './proxy-plan.js';

/** What all exchanges of a process share. */
export interface ProxyContext {
  readonly loop: Loop;
  readonly sweep: Sweep;
  /** Open tunnels, for when the process ends. */
  readonly tunnels: Set<Attached>;
  /** Some variable asks for every try of a request. */
  readonly tracesUpstream: boolean;
}

/** What a location says about the requests it passes on. */
export interface ProxyLocation {
  readonly plan: ProxyPlan;
  /** The location's pattern. */
  readonly prefix: string;
  /** 0 = unlimited. */
  readonly maxBodyBytes: number;
  /** add_header lines for a status. */
  fields(request: HttpRequest, status: number): string;
  /** With `proxy_intercept_errors`: whether the site has an answer of its own for a status. */
  intercepts(status: number): boolean;
  /** Answers with what the site has for a status. */
  fail(session: Session, request: HttpRequest, status: number): void;
}
