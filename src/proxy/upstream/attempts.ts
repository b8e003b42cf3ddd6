import { monotonicMs } from '../../lib/clock.js';
import type { HttpRequest } from '../http/request.js';
import type { Chooser } from './balancing/chooser.js';
import { countsAgainst, type Failure, failureOf } from './failure.js';
import type { Peer } from './peer.js';
import type { ProxyPlan, ProxyTarget } from './proxy-plan.js';

/** Retried only when nothing of them was sent, or the configuration says non_idempotent. */
const NON_IDEMPOTENT = new Set(['POST', 'LOCK', 'PATCH']);

/** The servers tried for one request, one after the other (proxy_next_upstream). */
export class Attempts {
  /** The one being tried. */
  peer: Peer | null = null;
  /** Anything of the request has been sent to any of them. */
  requestSent = false;
  readonly #plan: ProxyPlan;
  readonly #target: ProxyTarget;
  readonly #tried: Peer[] = [];
  #chooser: Chooser | null = null;
  #startedMs = 0;
  #left: number;

  constructor(plan: ProxyPlan, target: ProxyTarget) {
    const { tries } = plan.settings.nextUpstream;
    const { balancer } = target.group;
    this.#plan = plan;
    this.#target = target;
    this.#left = tries === 0 ? balancer.tries : Math.min(tries, balancer.tries);
  }

  /** Chooses the next server, and says so in the request's variables; null = no live upstreams. */
  next(request: HttpRequest, nowMs: number): Peer | null {
    const { group } = this.#target;
    const { answer } = request;
    const first = this.#chooser === null;
    this.#chooser ??= group.choose(request);
    if (first && this.#plan.settings.nextUpstream.timeoutMs > 0) this.#startedMs = monotonicMs();
    const peer = this.#chooser.pick(this.#tried, nowMs);
    const name = peer?.name ?? group.name;
    const before = answer.upstreamAddress;
    answer.upstreamAddress = before === '' ? name : `${before}${first ? ' : ' : ', '}${name}`;
    if (peer !== null) this.#tried.push(peer);
    this.peer = peer;
    return peer;
  }

  succeeded(nowMs: number): Peer | null {
    const peer = this.#release();
    if (peer !== null) this.#target.group.balancer.succeeded(peer, nowMs);
    return peer;
  }

  /** @param stale it was a pooled connection that broke: that is one try more, as in nginx. */
  failed(failure: Failure, nowMs: number, stale: boolean): Peer | null {
    const peer = this.#release();
    if (peer !== null && countsAgainst(failure)) this.#target.group.balancer.failed(peer, nowMs);
    if (stale) this.#left++;
    return peer;
  }

  /** After `failed`: whether another server is to be tried. */
  mayRetry(failure: Failure, request: HttpRequest, resendable: boolean): boolean {
    return this.#left > 0 && this.#allows(failure, request, resendable);
  }

  /** The failure that an answer of this status is, if another server is to be tried for it. */
  passesOver(status: number, request: HttpRequest, resendable: boolean): Failure | null {
    const failure = this.#left > 1 ? failureOf(status) : null;
    return failure !== null && this.#allows(failure, request, resendable) ? failure : null;
  }

  #allows(failure: Failure, { method }: HttpRequest, resendable: boolean): boolean {
    const { retries, settings } = this.#plan;
    const { timeoutMs } = settings.nextUpstream;
    if (!retries.has(failure)) return false;
    if (timeoutMs > 0 && monotonicMs() - this.#startedMs >= timeoutMs) return false;
    if (!this.requestSent) return true;
    return resendable && (retries.has('non_idempotent') || !NON_IDEMPOTENT.has(method));
  }

  #release(): Peer | null {
    const { peer } = this;
    this.peer = null;
    if (peer !== null) this.#left--;
    return peer;
  }
}
