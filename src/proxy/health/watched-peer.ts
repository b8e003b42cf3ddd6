import type { PeerRef, PeerState } from '../messages.js';
import type { Watch } from './watch.js';

/** A server and all checks of it: as in NGINX Plus, it is down while any of them has it down. */
export class WatchedPeer {
  readonly peer: PeerRef;
  readonly #watches: Watch[] = [];
  readonly #onChange: (peer: PeerRef, state: PeerState) => void;
  /** What was last said of it; where nothing was, it counts as up. */
  #said: PeerState = 'up';

  constructor(peer: PeerRef, onChange: (peer: PeerRef, state: PeerState) => void) {
    this.peer = peer;
    this.#onChange = onChange;
  }

  get state(): PeerState {
    return this.#watches.some(({ state }) => state === 'down') ? 'down' : 'up';
  }

  add(watch: Watch): void {
    this.#watches.push(watch);
  }

  start(): void {
    for (const watch of this.#watches) watch.start();
    this.review();
  }

  close(): void {
    for (const watch of this.#watches) watch.close();
  }

  /** Says its state when that is not what was said last. */
  readonly review = (): void => {
    const { state } = this;
    if (state === this.#said) return;
    this.#said = state;
    this.#onChange(this.peer, state);
  };
}
