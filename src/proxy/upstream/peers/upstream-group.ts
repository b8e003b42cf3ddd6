import type { Sweep } from '../../../lib/sweep.js';
import type { Upstream } from '../../../model/nginx.js';
import type { HttpRequest } from '../../http/request/request.js';
import type { CheckCounts } from '../../messages.js';
import type { Reusables } from '../../slots/reusables.js';
import type { Scope } from '../../variables/evaluate.js';
import type { Subject } from '../../variables/subject.js';
import { type Choose, compileMethod } from './balancing/choose.js';
import { KeepalivePool } from './keepalive-pool.js';
import { Peer } from './peer.js';
import { RoundRobin } from './round-robin.js';

/** One upstream in one process: its servers, their balancing, and the idle connections to them. */
export class UpstreamGroup<R extends Subject = HttpRequest> {
  readonly name: string;
  /** With a zone, all workers share the state of its servers. */
  readonly zone: string | null;
  /** The balancing depends on how many connections each server has. */
  readonly countsConnections: boolean;
  readonly peers: readonly Peer[];
  readonly balancer: RoundRobin;
  readonly choose: Choose<R>;
  /** null = no connection is kept alive. */
  readonly pool: KeepalivePool | null;
  readonly #sweep: Sweep;
  readonly #drainTimeoutMs: number | null;
  /** Running waiting timeouts. */
  readonly #draining = new Map<Peer, NodeJS.Timeout>();

  constructor(upstream: Upstream, sweep: Sweep, scope: Scope<R>, reusables: Reusables) {
    this.#sweep = sweep;
    this.name = upstream.name;
    this.zone = upstream.zone;
    const { method } = upstream;
    this.countsConnections =
      method.kind === 'least-conn' || (method.kind === 'random' && method.two);
    this.peers = upstream.servers.map((server) => new Peer(server));
    this.balancer = new RoundRobin(this.peers);
    this.choose = compileMethod(upstream.method, this.balancer, scope);
    this.#drainTimeoutMs = upstream.drainTimeoutMs;
    const { keepalive } = upstream;
    this.pool =
      keepalive === null
        ? null
        : new KeepalivePool(
            {
              size: keepalive,
              timeoutMs: upstream.keepaliveTimeoutMs,
              requests: upstream.keepaliveRequests,
              ageMs: upstream.keepaliveTimeMs,
            },
            sweep,
            reusables,
          );
  }

  /**
   * Health checks took this server (`address:port`) out of use or back. When it is out, it gets no
   * new request, idle connections to it close, and what is in progress continues until it ends or
   * the waiting timeout has passed. If the server comes back before that, it continues without
   * limit.
   */
  mark(server: string, state: 'up' | 'down'): void {
    for (const peer of this.peers.filter(({ name }) => name === server)) {
      if (peer.healthy === (state === 'up')) continue;
      peer.healthy = state === 'up';
      if (state === 'down') {
        peer.counters.unhealthy++;
        this.#drain(peer);
      } else {
        this.#undrain(peer);
        if (!this.balancer.single) peer.recover(this.#sweep.nowMs);
      }
    }
  }

  /** Health checks have checked this server (`address:port`) again. */
  noteChecks(server: string, counts: CheckCounts): void {
    for (const peer of this.peers) if (peer.name === server) peer.counters.checks = counts;
  }

  close(): void {
    for (const peer of [...this.#draining.keys()]) this.#undrain(peer);
    this.pool?.close();
  }

  #drain(peer: Peer): void {
    this.pool?.closeIdle(peer);
    if (this.#drainTimeoutMs === null) return;
    const end = (): void => {
      this.#draining.delete(peer);
      for (const attached of peer.attached) attached.onDrainDeadline();
    };
    this.#draining.set(peer, setTimeout(end, this.#drainTimeoutMs));
  }

  #undrain(peer: Peer): void {
    clearTimeout(this.#draining.get(peer));
    this.#draining.delete(peer);
  }
}
