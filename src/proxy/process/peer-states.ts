import { type PeerRef, type PeerState, peerKey } from '../messages.js';

/**
 * The state of each server by its health checks so far; it outlives the configurations that name
 * the server.
 */
export class PeerStates {
  readonly #states = new Map<string, PeerState>();

  stateOf(peer: PeerRef): PeerState | null {
    return this.#states.get(peerKey(peer)) ?? null;
  }

  note(peer: PeerRef, state: PeerState): void {
    this.#states.set(peerKey(peer), state);
  }

  /** Forgets servers that are no longer checked. */
  keepOnly(watched: readonly PeerRef[]): void {
    const keys = new Set(watched.map(peerKey));
    for (const key of this.#states.keys()) if (!keys.has(key)) this.#states.delete(key);
  }
}
