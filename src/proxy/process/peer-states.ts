import type { PeerState } from '../messages.js';
import type { PeerRef } from './worker-messages.js';

/** A server that is checked, and its upstream. */
type Watched = readonly [upstream: string, server: string];

/** What health checks have made of each server so far; outlives the configurations that name it. */
export class PeerStates {
  readonly #states = new Map<string, PeerState>();

  /** Those of the watched servers that are down. */
  downAmong(watched: readonly Watched[]): readonly PeerRef[] {
    return watched
      .filter(([upstream, server]) => this.stateOf(upstream, server) === 'down')
      .map(([upstream, server]) => ({ upstream, server }));
  }

  stateOf(upstream: string, server: string): PeerState | null {
    return this.#states.get(keyOf({ upstream, server })) ?? null;
  }

  note(peer: PeerRef, state: PeerState): void {
    this.#states.set(keyOf(peer), state);
  }

  /** Forgets the servers that nobody checks any more. */
  keepOnly(watched: readonly Watched[]): void {
    const peers = watched.map(([upstream, server]) => ({ upstream, server }));
    const keys = new Set(peers.map(keyOf));
    for (const key of this.#states.keys()) if (!keys.has(key)) this.#states.delete(key);
  }
}

function keyOf({ upstream, server }: PeerRef): string {
  return `${upstream} ${server}`;
}
