import type { Need } from '../../config/scenario/vocabulary.js';
import type { CheckId } from '../../model/run-result.js';
import type { Scenario, Step } from '../../model/scenario.js';
import { checksWith } from '../../verify/checks/registry.js';
import type { Phase } from '../phases/phase.js';
import { PHASES } from '../phases/registry.js';
import { WATCHES, type WatchName } from '../watch/registry.js';
import type { StartWatch } from '../watch/watch.js';
import { hold } from './hold.js';
import { maintenance } from './maintenance.js';
import { SCENARIOS } from './registry.js';

/** What a run plays and what it is judged by. */
export interface Score {
  readonly steps: readonly Step[];
  readonly checks: readonly CheckId[];
  readonly witnesses: readonly CheckId[];
  readonly needs: readonly Need[];
  /** The watches that its phases need. */
  readonly watches: Readonly<Record<string, StartWatch>>;
}

export function scoreOf(scenario: Scenario): Score {
  const kind = scenario.plays === null ? null : SCENARIOS[scenario.plays];
  const steps = scenario.score ?? kind?.phases(scenario) ?? [];
  const { checks, witnesses } = kind ?? judgesOf(steps);
  const needs = [...(kind?.needs ?? []), ...phasesOf(steps).flatMap((phase) => phase.needs)];
  return { steps, checks, witnesses, needs: [...new Set(needs)], watches: watchesOf(steps) };
}

/** A file's own score is judged by every check whose evidence its phases produce. */
function judgesOf(steps: readonly Step[]): Pick<Score, 'checks' | 'witnesses'> {
  const made = new Set(phasesOf(steps).flatMap(({ yields }) => yields));
  const checks = checksWith(new Set([...made, 'server-ledgers']));
  const { witnesses } = made.has('flip') ? maintenance : made.has('pulses') ? hold : ANY;
  return { checks, witnesses };
}

/** The witness for a score without a flip and without a pulse: complete responses. */
const ANY: Pick<Score, 'witnesses'> = { witnesses: ['complete-response'] };

function watchesOf(steps: readonly Step[]): Score['watches'] {
  const names = new Set<WatchName>(phasesOf(steps).flatMap(({ watches }) => watches));
  return Object.fromEntries([...names].map((name) => [name, WATCHES[name]]));
}

function phasesOf(steps: readonly Step[]): Phase[] {
  const phases: Readonly<Record<string, Phase>> = PHASES;
  return steps.flatMap(({ phase }) => phases[phase] ?? []);
}
