import { monotonicMs } from '../../../lib/clock.js';
import type { HttpRequest } from '../../http/request/request.js';
import { UpstreamTrace } from '../../http/request/upstream-trace.js';
import type { Attached } from '../peers/attached.js';
import type { Chooser } from '../peers/balancing/chooser.js';
import type { Peer } from '../peers/peer.js';
import type { RoundRobin } from '../peers/round-robin.js';
import type { ProxyContext, ProxyLocation } from '../plan/proxy-location.js';
import type { ProxyTarget } from '../plan/proxy-plan.js';
import { countsAgainst, type Failure, failureOf } from './failure.js';

/** Retried only if nothing of them was sent, or the configuration says non_idempotent. */
const NON_IDEMPOTENT = new Set(['POST', 'LOCK', 'PATCH']);

const NONE: readonly Peer[] = [];

/** A request that one of several servers is to answer. */
export interface Attempted extends Attached {
  readonly context: ProxyContext;
  readonly location: ProxyLocation;
  readonly target: ProxyTarget;
  readonly request: HttpRequest;
  /** How many bytes the current server has been sent. */
  readonly sentBytes: number;
}

/**
 * Tries one server after the other for a request (proxy_next_upstream), and keeps account of each
 * try: the request's variables, the server's counters, and what is attached to it.
 */
export class Attempts {
  /** The server being tried. */
  peer: Peer | null = null;
  /** Something of the request has been sent to one of them. */
  requestSent = false;
  readonly #for: Attempted;
  /** null if no variable reads it. */
  readonly trace: UpstreamTrace | null;
  #failed = NONE;
  #chooser: Chooser | null = null;
  #startedMs = 0;
  #left: number;

  constructor(attempted: Attempted) {
    const { context, location, target, request } = attempted;
    const { tries } = location.plan.settings.nextUpstream;
    const most = target.group.balancer.tries;
    this.#for = attempted;
    if (context.tracesUpstream) request.answer.upstreamTrace ??= new UpstreamTrace();
    this.trace = request.answer.upstreamTrace;
    this.#left = tries === 0 ? most : Math.min(tries, most);
  }

  /** Chooses the next server; null = no live upstreams. */
  next(): Peer | null {
    const { location, target, request } = this.#for;
    const { answer } = request;
    const first = this.#chooser === null;
    this.#chooser ??= target.group.choose(request);
    if (first && location.plan.settings.nextUpstream.timeoutMs > 0) this.#startedMs = monotonicMs();
    const peer = this.#chooser.pick(this.#failed, this.nowMs);
    const name = peer?.name ?? target.group.name;
    const before = answer.upstreamAddress;
    answer.upstreamAddress = before === '' ? name : `${before}${first ? ' : ' : ', '}${name}`;
    this.peer = peer;
    peer?.attached.add(this.#for);
    this.trace?.begin();
    if (peer === null) this.trace?.ended(502, 0);
    return peer;
  }

  connected(): void {
    this.trace?.connected();
  }

  received(bytes: number): void {
    if (this.peer !== null) this.peer.counters.receivedBytes += bytes;
    this.trace?.received(bytes);
  }

  answered(status: number): void {
    const kind = Math.trunc(status / 100);
    const responses = this.peer?.counters.responses;
    if (responses !== undefined) responses[kind] = (responses[kind] ?? 0) + 1;
    this.trace?.answered(status);
  }

  /** The server has answered; from now on `to` is attached to it. */
  handOver(to: Attached): Peer {
    const { peer } = this;
    if (peer === null) throw new Error('nobody has answered');
    peer.attached.replace(this.#for, to);
    this.peer = null;
    return peer;
  }

  /** Releases the server, which has done its work. */
  succeeded(): void {
    const peer = this.#release(0);
    if (peer !== null) this.balancer.succeeded(peer, this.nowMs);
  }

  /**
   * The server gave no answer, or not a usable one.
   * @param status the resulting `$upstream_status`; 0 = the status that it answered with
   */
  failed(failure: Failure, status: number): Peer | null {
    const peer = this.#release(status);
    if (peer === null) return null;
    this.#failed = [...this.#failed, peer];
    if (countsAgainst(failure)) this.balancer.failed(peer, this.nowMs);
    return peer;
  }

  /** A pooled connection broke, which allows one more try, as in nginx. */
  allowOneMore(): void {
    this.#left++;
  }

  /** Called after `failed`: whether to try another server. */
  mayRetry(failure: Failure, resendable: boolean): boolean {
    return this.#left > 0 && this.#allows(failure, resendable);
  }

  /** The failure that this status counts as, if it is a reason to try another server. */
  passesOver(status: number, resendable: boolean): Failure | null {
    const failure = this.#left > 1 ? failureOf(status) : null;
    return failure !== null && this.#allows(failure, resendable) ? failure : null;
  }

  /** No further try; a later one belongs to another location. */
  close(): void {
    this.trace?.close();
  }

  #allows(failure: Failure, resendable: boolean): boolean {
    const { retries, settings } = this.#for.location.plan;
    const { timeoutMs } = settings.nextUpstream;
    if (!retries.has(failure)) return false;
    if (timeoutMs > 0 && monotonicMs() - this.#startedMs >= timeoutMs) return false;
    if (!this.requestSent) return true;
    const { method } = this.#for.request;
    return resendable && (retries.has('non_idempotent') || !NON_IDEMPOTENT.has(method));
  }

  #release(status: number): Peer | null {
    const { peer } = this;
    const { sentBytes } = this.#for;
    this.trace?.ended(status, sentBytes);
    this.peer = null;
    if (peer === null) return null;
    this.#left--;
    peer.counters.sentBytes += sentBytes;
    peer.attached.delete(this.#for);
    return peer;
  }

  private get balancer(): RoundRobin {
    return this.#for.target.group.balancer;
  }

  private get nowMs(): number {
    return this.#for.context.sweep.nowMs;
  }
}
