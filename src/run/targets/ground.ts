import type { Scenario } from '../../model/scenario.js';
import type { Target } from './target.js';

/** What a run needs of its target, and how to clean it up. */
export interface Ground {
  /** The scenario with the addresses that it runs on. */
  readonly scenario: Scenario;
  readonly target: Target;
  /** Removes everything that was made; idempotent. */
  close(): Promise<void>;
}
