import type { Scenario } from '../../model/scenario.js';
import type { Target } from './target.js';

/** What a run is made on, and everything that has to go with it. */
export interface Ground {
  /** The scenario with its addresses as they run. */
  readonly scenario: Scenario;
  readonly target: Target;
  /** Leaves nothing behind; idempotent. */
  close(): Promise<void>;
}
