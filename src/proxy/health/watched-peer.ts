import type { CheckCounts, PeerRef, PeerState } from '../messages.js';
import type { Watch } from './watch.js';

/** Who hears of what checks find. */
export interface CheckHearer {
  /** A server's state is another one now. */
  changed(peer: PeerRef, state: PeerState): void;
  checked(peer: PeerRef, counts: CheckCounts): void;
  /** There was no descriptor for a check. */
  unable?(peer: PeerRef): void;
}

/** A server and all checks of it: as in NGINX Plus, it is down while any of them has it down. */
export class WatchedPeer {
  readonly peer: PeerRef;
  readonly #watches: Watch[] = [];
  readonly #hearer: CheckHearer;
  #checks = 0;
  #fails = 0;
  /** What was last said of it; where nothing was, it counts as up. */
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

  /** Says its state when that is not what was said last. */
  #review(): void {
    const { state } = this;
    if (state === this.#said) return;
    this.#said = state;
    this.#hearer.changed(this.peer, state);
  }
}
