import type * as v from 'valibot';
import type { PhaseWords, StepPlace } from '../../config/scenario/vocabulary.js';
import type { Need } from '../../verify/checks/check.js';
import type { Play } from '../play.js';
import type { WatchName } from '../watch/registry.js';

/** One phase of a run: its parameters in a score, and its code. */
export interface Phase extends PhaseWords {
  /** What must be watched from the end of the ramp on, so that the phase can be judged. */
  readonly watches: readonly WatchName[];
  /** Kinds of evidence that only this phase produces. */
  readonly yields: readonly Need[];
  /** Its name in a report, if the name alone is not clear enough. */
  title?(parameters: Parameters): string;
  play(run: Play, parameters: Parameters): Promise<void>;
}

type Parameters = Readonly<Record<string, unknown>>;

/** A phase as its file declares it: its parameters have the types that their schemas define. */
interface TypedPhase<E extends v.ObjectEntries>
  extends Omit<Phase, 'parameters' | 'play' | 'title'> {
  readonly parameters: E;
  title?(parameters: v.InferOutput<v.StrictObjectSchema<E, undefined>>): string;
  play(run: Play, parameters: v.InferOutput<v.StrictObjectSchema<E, undefined>>): Promise<void>;
}

/**
 * Removes the parameters' types. The reader of scenario files has checked the values by the phase's
 * own schema.
 */
export function definePhase<E extends v.ObjectEntries>(phase: TypedPhase<E>): Phase {
  return phase as unknown as Phase;
}

/** The place rule for a phase that may stand anywhere between the ramp and the release. */
export function whileLoadStands({ before }: StepPlace) {
  if (before.some(({ phase }) => phase === 'ramp')) return null;
  return { message: 'comes before the ramp', hint: 'Begin the score with { phase: ramp }.' };
}

/** The place rule for a phase that needs a backend in maintenance. */
export function whileFlipped(place: StepPlace) {
  const flip = place.before.findLast(({ phase }) => phase === 'flip');
  if (flip?.parameters.to === 'on') return whileLoadStands(place);
  return {
    message: 'comes while no backend is in maintenance',
    hint: 'Put { phase: flip, to: on } before it.',
  };
}
