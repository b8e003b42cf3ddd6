import { formatEndpoint } from '../../../lib/origin.js';
import type { UpstreamServer } from '../../../model/nginx.js';
import { AttachedRoster } from './attached.js';
import { PeerCounters } from './peer-counters.js';

/** One server of an upstream: its settings, and what is known of it now. */
export class Peer {
  readonly address: string;
  readonly port: number;
  /** `address:port`, as in `$upstream_addr`. */
  readonly name: string;
  readonly settings: UpstreamServer;
  /** Exchanges and tunnels under way; idle pooled connections do not count, as in nginx. */
  readonly attached = new AttachedRoster();
  readonly counters = new PeerCounters();
  /** What other worker processes have under way, as last heard; see `zone`. */
  attachedElsewhere = 0;
  /** As active health checks have it. */
  healthy = true;
  /** Smooth weighted round robin and passive checks; the names are nginx's. */
  effectiveWeight: number;
  currentWeight = 0;
  fails = 0;
  accessedMs = 0;
  checkedMs = 0;
  /** Since when its weight comes back, `slow_start`; 0 = it is all there. */
  #rampFromMs = 0;

  constructor(settings: UpstreamServer) {
    this.settings = settings;
    this.address = settings.host;
    this.port = settings.port;
    this.name = formatEndpoint({ address: settings.host, port: settings.port });
    this.effectiveWeight = settings.weight;
  }

  /** It can be used again: from now on its weight comes back little by little, if it is to. */
  recover(nowMs: number): void {
    if (this.settings.slowStartMs > 0) this.#rampFromMs = nowMs;
  }

  /** The share of its weight that it has, 0 to 1. */
  rampAt(nowMs: number): number {
    if (this.#rampFromMs === 0) return 1;
    const share = (nowMs - this.#rampFromMs) / this.settings.slowStartMs;
    if (share < 1) return Math.max(0, share);
    this.#rampFromMs = 0;
    return 1;
  }

  /** Under way in all workers, as far as this one has heard. */
  get connections(): number {
    return this.attached.size + this.attachedElsewhere;
  }

  /** Failed as often as max_fails allows, and not tried for a while. */
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
