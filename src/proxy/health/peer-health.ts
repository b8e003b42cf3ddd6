import type { HealthCheck } from '../../model/nginx.js';
import type { PeerState } from '../messages.js';

/**
 * What a row of check results makes of a server: down after `fails` bad ones in a row, up again
 * after `passes` good ones. It begins as up, or, when `mandatory`, as down until its first pass;
 * or as it was known before.
 */
export class PeerHealth {
  state: PeerState;
  readonly #check: Pick<HealthCheck, 'fails' | 'passes'>;
  #row = 0;
  #begun: boolean;

  /** @param known what earlier checks had made of it, under another configuration; null = nothing. */
  constructor(
    check: Pick<HealthCheck, 'fails' | 'passes' | 'mandatory'>,
    known: PeerState | null = null,
  ) {
    this.#check = check;
    this.#begun = known !== null;
    this.state = known ?? (check.mandatory ? 'down' : 'up');
  }

  /** Takes in one result; returns the new state when it changed, else null. */
  note(healthy: boolean): PeerState | null {
    const against = healthy !== (this.state === 'up');
    this.#row = against ? this.#row + 1 : 0;
    // A server that was never checked is up at its first pass.
    const first = !this.#begun && healthy;
    this.#begun = true;
    const needed = this.state === 'up' ? this.#check.fails : first ? 1 : this.#check.passes;
    if (!against || this.#row < needed) return null;
    this.#row = 0;
    this.state = healthy ? 'up' : 'down';
    return this.state;
  }
}
