import { formatEndpoint } from '../../../lib/address/origin.js';
import type { UpstreamServer } from '../../../model/nginx.js';
import { AttachedRoster } from './attached.js';
import { PeerCounters } from './peer-counters.js';

/** One server of an upstream: its settings and its current state. */
export class Peer {
  readonly address: string;
  readonly port: number;
  /** `address:port`, as in `$upstream_addr`. */
  readonly name: string;
  readonly settings: UpstreamServer;
  /** Requests and tunnels in progress; idle pooled connections do not count, as in nginx. */
  readonly attached = new AttachedRoster();
  readonly counters = new PeerCounters();
  /** Number in progress in other workers, as last reported; see `zone`. */
  attachedElsewhere = 0;
  /** By active health checks. */
  healthy = true;
  /** Smooth weighted round robin and passive checks; the names are nginx's. */
  effectiveWeight: number;
  currentWeight = 0;
  fails = 0;
  accessedMs = 0;
  checkedMs = 0;
  /** When its weight began to return, `slow_start`; 0 = it has its full weight. */
  #rampFromMs = 0;

  constructor(settings: UpstreamServer) {
    this.settings = settings;
    this.address = settings.host;
    this.port = settings.port;
    this.name = formatEndpoint({ address: settings.host, port: settings.port });
    this.effectiveWeight = settings.weight;
  }

  /** It can be used again; with slow_start its weight returns gradually. */
  recover(nowMs: number): void {
    if (this.settings.slowStartMs > 0) this.#rampFromMs = nowMs;
  }

  /** The share of its weight that it has now, 0 to 1. */
  rampAt(nowMs: number): number {
    if (this.#rampFromMs === 0) return 1;
    const share = (nowMs - this.#rampFromMs) / this.settings.slowStartMs;
    if (share < 1) return Math.max(0, share);
    this.#rampFromMs = 0;
    return 1;
  }

  /** Number in progress in all workers, as far as this one knows. */
  get connections(): number {
    return this.attached.size + this.attachedElsewhere;
  }

  /** It has failed as often as max_fails allows, and is not tried for some time. */
  get disabled(): boolean {
    const { maxFails } = this.settings;
    return maxFails > 0 && this.fails >= maxFails;
  }

  /** Whether `max_conns` leaves room for one more. */
  get hasRoom(): boolean {
    const { maxConns } = this.settings;
    return maxConns === 0 || this.connections < maxConns;
  }
}
