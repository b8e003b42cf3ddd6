import type * as v from 'valibot';
import type { Step } from '../../model/scenario.js';

/** What a scenario must contain so that it can be played; here, a block of its file. */
export type Need = 'maintenance';

/** What a score may say about one phase. */
export interface PhaseWords {
  /** Its parameters by name, each with a schema of values.ts. */
  readonly parameters: v.ObjectEntries;
  readonly needs: readonly Need[];
  /** Why the phase may not stand at this place; null = it may. */
  misplaced(at: StepPlace): Misplaced | null;
}

interface Misplaced {
  /** Follows the phase's name: `comes after the load is released`. */
  readonly message: string;
  /** How to mend it, as a sentence. */
  readonly hint: string;
}

/** A step and its place among the steps of its score. */
export interface StepPlace {
  readonly before: readonly Step[];
  readonly step: Step;
  readonly after: readonly Step[];
}

/**
 * The names that a scenario file may use. The registries of src/run provide them, so that a new
 * phase, box or kind of run needs no change here.
 */
export interface Vocabulary {
  readonly phases: Readonly<Record<string, PhaseWords>>;
  /** The kinds of scenario. */
  readonly kinds: Readonly<Record<string, { readonly needs: readonly Need[] }>>;
  /** The kinds of proxy that can run a configuration. */
  readonly proxies: readonly string[];
}
