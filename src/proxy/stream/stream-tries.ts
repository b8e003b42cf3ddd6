import { isIP } from 'node:net';
import { monotonicMs } from '../../lib/clock.js';
import type { Bind, Connection, ConnectionHandler, Loop } from '../../net/loop.js';
import type { Chooser } from '../upstream/balancing/chooser.js';
import type { Peer } from '../upstream/peer.js';
import type { UpstreamGroup } from '../upstream/upstream-group.js';
import type { StreamPlan } from './compile-server.js';
import type { StreamSubject } from './stream-subject.js';

/** The servers tried for one session until one takes the connection (proxy_next_upstream). */
export class StreamTries {
  readonly group: UpstreamGroup<StreamSubject>;
  readonly #model: StreamPlan['model'];
  /** Where from, the same for all tries. */
  readonly #bind: Bind | null;
  readonly #chooser: Chooser;
  readonly #tried: Peer[] = [];
  readonly #startedMs = monotonicMs();
  #triedMs = 0;
  #left: number;

  constructor(session: StreamSubject, plan: StreamPlan, group: UpstreamGroup<StreamSubject>) {
    const { model, bind } = plan;
    const { tries } = model.nextUpstream;
    const all = group.balancer.tries;
    const source = bind?.(session) ?? '';
    this.group = group;
    this.#model = model;
    // A variable may say anything; as in nginx, what is no address is not bound to.
    this.#bind = isIP(source) === 0 ? null : { mode: 'late', address: source };
    this.#chooser = group.choose(session);
    this.#left = tries === 0 ? all : Math.min(tries, all);
  }

  /** Since the last try began. */
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
    return loop.connect({
      to: { address, port },
      handler,
      timeoutMs: this.#model.proxyConnectTimeoutMs,
      ...(this.#bind === null ? {} : { bind: this.#bind }),
    });
  }

  /** That server could not be reached. Returns whether another is to be tried. */
  failed(peer: Peer, nowMs: number): boolean {
    this.group.balancer.failed(peer, nowMs);
    this.#left--;
    const { on, timeoutMs } = this.#model.nextUpstream;
    if (!on || this.#left <= 0) return false;
    return timeoutMs === 0 || monotonicMs() - this.#startedMs < timeoutMs;
  }
}
