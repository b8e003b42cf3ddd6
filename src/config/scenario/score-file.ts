import * as v from 'valibot';
import type { Scenario, Step } from '../../model/scenario.js';
import type { Vocabulary } from './vocabulary.js';

/** One step of a score as written in the file: `{ phase: hold, for: 3s }`. */
type StepEntry = { readonly phase: string } & Readonly<Record<string, unknown>>;

/** The `score` of a file, with one shape for each registered phase. */
export function scoreSchema({ phases }: Vocabulary) {
  const names = Object.keys(phases);
  const shapes = Object.entries(phases).map(([name, { parameters }]) =>
    v.strictObject({ phase: v.literal(name), ...parameters }),
  );
  const step = v.variant('phase', shapes, `a phase: ${names.join(', ')}`);
  return v.pipe(
    v.array(step as unknown as v.GenericSchema<StepEntry>, 'a list of steps'),
    v.minLength(1, 'at least one step'),
  );
}

export function toStep({ phase, ...parameters }: StepEntry): Step {
  return { phase, parameters };
}

/** A fault of a scenario that the shape of single values does not show. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string;
}

/** The first step that is misplaced, or that needs a block the file does not have. */
export function scoreFault(scenario: Scenario, { phases }: Vocabulary): Fault | null {
  const score = scenario.score ?? [];
  for (const [index, step] of score.entries()) {
    const words = phases[step.phase];
    const path = ['score', index];
    const where = `score.${index}: ${step.phase}`;
    if (words?.needs.includes('maintenance') && scenario.maintenance === null) {
      return {
        path,
        message: `${where} has no maintenance to flip`,
        hint: 'Add maintenance with its backend, file, page and health.',
      };
    }
    const place = { before: score.slice(0, index), step, after: score.slice(index + 1) };
    const misplaced = words?.misplaced(place);
    if (misplaced) return { path, message: `${where} ${misplaced.message}`, hint: misplaced.hint };
  }
  return null;
}
