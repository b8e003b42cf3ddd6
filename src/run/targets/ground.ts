import type { Need } from '../../config/scenario/vocabulary.js';
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

/** The ground of a score with these needs. A backend that no step takes out is none of a result's. */
export function groundFor(ground: Ground, needs: readonly Need[]): Ground {
  if (needs.includes('maintenance')) return ground;
  return { ...ground, target: { ...ground.target, maintenance: null } };
}
