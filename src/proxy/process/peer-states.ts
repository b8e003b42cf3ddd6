import type { PeerRef, PeerState } from '../messages.js';

/** What health checks have made of each server so far; outlives the configurations that name it. */
export class PeerStates {
  readonly #states = new Map<string, PeerState>();

  /** Those of the watched servers that are down. */
  downAmong(watched: readonly PeerRef[]): readonly PeerRef[] {
    return watched.filter((peer) => this.stateOf(peer) === 'down');
  }

  stateOf(peer: PeerRef): PeerState | null {
    return this.#states.get(keyOf(peer)) ?? null;
  }

  note(peer: PeerRef, state: PeerState): void {
    this.#states.set(keyOf(peer), state);
  }

  /** Forgets the servers that nobody checks any more. */
  keepOnly(watched: readonly PeerRef[]): void {
    const keys = new Set(watched.map(keyOf));
    for (const key of this.#states.keys()) if (!keys.has(key)) this.#states.delete(key);
  }
}

function keyOf({ part, upstream, server }: PeerRef): string {
  return `${part} ${upstream} ${server}`;
}
