import type { CheckCounts, PeerRef, PeerState } from '../messages.js';
import type { Watch } from './watch.js';

/** Is told what checks find. */
export interface CheckHearer {
  /** The state of a server has changed. */
  changed(peer: PeerRef, state: PeerState): void;
  checked(peer: PeerRef, counts: CheckCounts): void;
  /** No descriptor was left for a check. */
  unable?(peer: PeerRef): void;
}

/** A server and all its checks. As in NGINX Plus, it is down while any of them reports it down. */
export class WatchedPeer {
  readonly peer: PeerRef;
  readonly #watches: Watch[] = [];
  readonly #hearer: CheckHearer;
  #checks = 0;
  #fails = 0;
  /** The state that was reported last; up if none was. */
  #said: PeerState = 'up';

  constructor(peer: PeerRef, hearer: CheckHearer) {
    this.peer = peer;
    this.#hearer = hearer;
  }

  get state(): PeerState {
    return this.#watches.some(({ state }) => state === 'down') ? 'down' : 'up';
  }

  add(watch: Watch): void {
    this.#watches.push(watch);
  }

  start(): void {
    for (const watch of this.#watches) watch.start();
    this.#review();
  }

  close(): void {
    for (const watch of this.#watches) watch.close();
  }

  /** One of its checks is over. */
  noteResult(healthy: boolean): void {
    this.#checks++;
    if (!healthy) this.#fails++;
    const counts = { checks: this.#checks, fails: this.#fails, lastPassed: healthy };
    this.#hearer.checked(this.peer, counts);
    this.#review();
  }

  /** Reports the state if it differs from the one reported last. */
  #review(): void {
    const { state } = this;
    if (state === this.#said) return;
    this.#said = state;
    this.#hearer.changed(this.peer, state);
  }
}
