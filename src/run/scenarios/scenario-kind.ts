import type { Need } from '../../config/scenario/vocabulary.js';
import type { CheckId } from '../../model/run-result.js';
import type { Scenario, Step } from '../../model/scenario.js';

/** A kind of run: what is played, and what it is judged by. */
export interface ScenarioKind {
  /** The score for a file that has none of its own. */
  phases(scenario: Scenario): readonly Step[];
  readonly checks: readonly CheckId[];
  /** If none of these checks can be judged, a pass would mean nothing. */
  readonly witnesses: readonly CheckId[];
  readonly needs: readonly Need[];
}

/** Makes one step, for a kind that writes its score. */
export function step(phase: string, parameters: Step['parameters'] = {}): Step {
  return { phase, parameters };
}
