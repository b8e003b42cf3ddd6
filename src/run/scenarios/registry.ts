import { hold } from './hold.js';
import { maintenance } from './maintenance.js';
import type { ScenarioKind } from './scenario-kind.js';

/** Every kind of run by its name in the key `plays`. A new kind is a new file and a line here. */
export const SCENARIOS: Readonly<Record<string, ScenarioKind>> = {
  maintenance,
  hold,
};
