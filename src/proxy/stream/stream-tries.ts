import { monotonicMs } from '../../lib/clock.js';
import type { Connection, ConnectionHandler, Loop } from '../../net/loop.js';
import type { Chooser } from '../upstream/peers/balancing/chooser.js';
import type { Peer } from '../upstream/peers/peer.js';
import type { UpstreamGroup } from '../upstream/peers/upstream-group.js';
import type { Source } from '../upstream/plan/source-bind.js';
import type { StreamPlan } from './compile-server.js';
import type { StreamSubject } from './stream-subject.js';

/**
 * Tries one server after the other for a session until one accepts the connection
 * (proxy_next_upstream).
 */
export class StreamTries {
  readonly group: UpstreamGroup<StreamSubject>;
  readonly #model: StreamPlan['model'];
  /** The source, the same for all tries; a text = the value of a variable that is no address. */
  readonly source: Source | string | null;
  readonly #chooser: Chooser;
  readonly #tried: Peer[] = [];
  readonly #startedMs = monotonicMs();
  #triedMs = 0;
  #left: number;

  constructor(session: StreamSubject, plan: StreamPlan, group: UpstreamGroup<StreamSubject>) {
    const { model, bind } = plan;
    const { tries } = model.nextUpstream;
    const all = group.balancer.tries;
    this.source = bind?.(session) ?? null;
    this.group = group;
    this.#model = model;
    this.#chooser = group.choose(session);
    this.#left = tries === 0 ? all : Math.min(tries, all);
  }

  /** Time since the last try began. */
  get passedMs(): number {
    return monotonicMs() - this.#triedMs;
  }

  /** The next server; null = no live upstreams. */
  next(nowMs: number): Peer | null {
    const peer = this.#chooser.pick(this.#tried, nowMs);
    if (peer !== null) this.#tried.push(peer);
    return peer;
  }

  connect({ address, port }: Peer, loop: Loop, handler: ConnectionHandler): Connection {
    this.#triedMs = monotonicMs();
    const { source } = this;
    return loop.connect({
      to: { address, port },
      handler,
      timeoutMs: this.#model.proxyConnectTimeoutMs,
      ...(source !== null && typeof source !== 'string' && { bind: source }),
    });
  }

  /** That server could not be reached. Returns whether to try another. */
  failed(peer: Peer, nowMs: number): boolean {
    this.group.balancer.failed(peer, nowMs);
    this.#left--;
    const { on, timeoutMs } = this.#model.nextUpstream;
    if (!on || this.#left <= 0) return false;
    return timeoutMs === 0 || monotonicMs() - this.#startedMs < timeoutMs;
  }
}
