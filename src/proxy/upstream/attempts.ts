import type { HttpRequest } from '../http/request.js';
import type { Chooser } from './balancing/chooser.js';
import type { Peer } from './peer.js';
import type { ProxyPlan, ProxyTarget } from './proxy-plan.js';

/** Retried only when nothing of them was sent, or the configuration says non_idempotent. */
const NON_IDEMPOTENT = new Set(['POST', 'LOCK', 'PATCH']);

export type Failure = 'error' | 'timeout' | 'bad-response';

/** The servers tried for one request, one after the other (proxy_next_upstream). */
export class Attempts {
  /** The one being tried. */
  peer: Peer | null = null;
  /** Anything of the request has been sent to any of them. */
  requestSent = false;
  readonly #plan: ProxyPlan;
  readonly #target: ProxyTarget;
  readonly #startedMs: number;
  readonly #tried: Peer[] = [];
  #chooser: Chooser | null = null;
  #left: number;

  constructor(plan: ProxyPlan, target: ProxyTarget, nowMs: number) {
    const { tries } = plan.settings.nextUpstream;
    const { balancer } = target.group;
    this.#plan = plan;
    this.#target = target;
    this.#startedMs = nowMs;
    this.#left = tries === 0 ? balancer.tries : Math.min(tries, balancer.tries);
  }

  /** Chooses the next server, and says so in the request's variables; null = no live upstreams. */
  next(request: HttpRequest, nowMs: number): Peer | null {
    const { group, host } = this.#target;
    const { answer } = request;
    this.#chooser ??= group.choose(request);
    const peer = this.#chooser.pick(this.#tried, nowMs);
    const name = peer?.name ?? group.name;
    answer.upstreamAddress += answer.upstreamAddress === '' ? name : `, ${name}`;
    answer.proxyHost = host;
    if (peer !== null) this.#tried.push(peer);
    this.peer = peer;
    return peer;
  }

  succeeded(): Peer | null {
    const peer = this.#release();
    if (peer !== null) this.#target.group.balancer.succeeded(peer);
    return peer;
  }

  /** @param stale it was a pooled connection that broke: that is one try more, as in nginx. */
  failed(nowMs: number, stale: boolean): Peer | null {
    const peer = this.#release();
    if (peer !== null) this.#target.group.balancer.failed(peer, nowMs);
    if (stale) this.#left++;
    return peer;
  }

  mayRetry(failure: Failure, request: HttpRequest, resendable: boolean, nowMs: number): boolean {
    const { timeoutMs } = this.#plan.settings.nextUpstream;
    if (this.#left <= 0 || failure === 'bad-response') return false;
    if (failure === 'error' ? !this.#plan.retriesOnError : !this.#plan.retriesOnTimeout) {
      return false;
    }
    if (timeoutMs > 0 && nowMs - this.#startedMs >= timeoutMs) return false;
    if (!this.requestSent) return true;
    if (!resendable) return false;
    return this.#plan.retriesNonIdempotent || !NON_IDEMPOTENT.has(request.method);
  }

  #release(): Peer | null {
    const { peer } = this;
    this.peer = null;
    if (peer !== null) this.#left--;
    return peer;
  }
}
