import type { HealthCheck } from '../../model/nginx.js';
import type { PeerState } from '../messages.js';

/**
 * The state of a server after a series of check results: down after `fails` bad ones in a row, up
 * again after `passes` good ones. It begins as up, or as down until its first pass when the check
 * is `mandatory`, or with the state that was known before.
 */
export class PeerHealth {
  state: PeerState;
  readonly #check: Pick<HealthCheck, 'fails' | 'passes'>;
  #row = 0;
  #begun: boolean;

  /** @param known the state from earlier checks, under another configuration; null = none */
  constructor(
    check: Pick<HealthCheck, 'fails' | 'passes' | 'mandatory'>,
    known: PeerState | null = null,
  ) {
    this.#check = check;
    this.#begun = known !== null;
    this.state = known ?? (check.mandatory ? 'down' : 'up');
  }

  /** Takes one result; returns the new state if it changed, otherwise null. */
  note(healthy: boolean): PeerState | null {
    const against = healthy !== (this.state === 'up');
    this.#row = against ? this.#row + 1 : 0;
    // A server that was never checked is up after its first pass.
    const first = !this.#begun && healthy;
    this.#begun = true;
    const needed = this.state === 'up' ? this.#check.fails : first ? 1 : this.#check.passes;
    if (!against || this.#row < needed) return null;
    this.#row = 0;
    this.state = healthy ? 'up' : 'down';
    return this.state;
  }
}
