import { hold } from './hold.js';
import { maintenance } from './maintenance.js';
import type { ScenarioKind } from './scenario-kind.js';

/** Every kind of run by the name that a file `plays`; a new one is a file and a line here. */
export const SCENARIOS: Readonly<Record<string, ScenarioKind>> = {
  maintenance,
  hold,
};
