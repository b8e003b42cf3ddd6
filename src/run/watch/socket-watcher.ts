import type { SocketDiag, SocketLook } from '../../host/sockets/socket-diag.js';
import { formatEndpoint } from '../../lib/address/origin.js';
import type { SocketWatch } from '../../model/ledger.js';
import type { Endpoint } from '../../model/origin.js';

const LOOK_EVERY_MS = 250;
/** A look at very many sockets takes long: looks may use no more than this share of the time. */
const LARGEST_SHARE = 0.1;

interface Seen {
  readonly client: string;
  readonly firstSeenMs: number;
  lastSeenMs: number;
  lastDataMs: number;
}

/** Follows the sockets between a frontend and one backend, one look after the other. */
export class SocketWatcher {
  readonly #diag: SocketDiag;
  readonly #endpoint: Endpoint;
  readonly #now: () => number;
  readonly #looksMs: number[] = [];
  readonly #seen = new Map<number, Seen>();
  /** Which ends this kernel has: the frontend's, or else the backend's; null = neither so far. */
  #side: 'to' | 'at' | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** @param now run time in milliseconds */
  constructor(diag: SocketDiag, endpoint: Endpoint, now: () => number) {
    this.#diag = diag;
    this.#endpoint = endpoint;
    this.#now = now;
  }

  start(): void {
    const fromMs = this.#now();
    this.look();
    const tookMs = this.#now() - fromMs;
    this.#timer = setTimeout(() => this.start(), Math.max(LOOK_EVERY_MS, tookMs / LARGEST_SHARE));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  look(): void {
    const looks = this.#list();
    const nowMs = this.#now();
    this.#looksMs.push(nowMs);
    for (const look of looks) this.#note(look, nowMs);
  }

  /** null = this kernel has seen none of the sockets. */
  result(): SocketWatch | null {
    if (this.#side === null) return null;
    return { looksMs: this.#looksMs, sockets: [...this.#seen.values()] };
  }

  #list(): readonly SocketLook[] {
    if (this.#side !== null) return this.#diag.list(this.#endpoint, this.#side);
    for (const side of ['to', 'at'] as const) {
      const looks = this.#diag.list(this.#endpoint, side);
      if (looks.length === 0) continue;
      this.#side = side;
      return looks;
    }
    return [];
  }

  #note(look: SocketLook, nowMs: number): void {
    const lastDataMs = nowMs - look.idleMs;
    const before = this.#seen.get(look.cookie);
    if (before) {
      before.lastSeenMs = nowMs;
      before.lastDataMs = Math.max(before.lastDataMs, lastDataMs);
      return;
    }
    const end =
      this.#side === 'to'
        ? { address: look.localAddress, port: look.localPort }
        : { address: look.remoteAddress, port: look.remotePort };
    const client = formatEndpoint(end);
    this.#seen.set(look.cookie, { client, firstSeenMs: nowMs, lastSeenMs: nowMs, lastDataMs });
  }
}
