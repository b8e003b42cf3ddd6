import type * as v from 'valibot';
import type { Step } from '../../model/scenario.js';

/** What a scenario must say so that it can be played: here the block of its file. */
export type Need = 'maintenance';

/** What a score may say of one phase. */
export interface PhaseWords {
  /** Its parameters by name, each a schema of values.ts. */
  readonly parameters: v.ObjectEntries;
  readonly needs: readonly Need[];
  /** Why it may not stand where it does; null = it may. */
  misplaced(at: StepPlace): Misplaced | null;
}

interface Misplaced {
  /** Follows the phase's name: `comes after the load is released`. */
  readonly message: string;
  /** The mend, as a sentence. */
  readonly hint: string;
}

/** A step among the others of its score. */
export interface StepPlace {
  readonly before: readonly Step[];
  readonly step: Step;
  readonly after: readonly Step[];
}

/**
 * The names that a scenario file may use. The registries of what runs hand it in, so that a new
 * phase, box or kind of run is known to the file without a change here.
 */
export interface Vocabulary {
  readonly phases: Readonly<Record<string, PhaseWords>>;
  /** Kinds of scenario. */
  readonly kinds: Readonly<Record<string, { readonly needs: readonly Need[] }>>;
  /** Kinds of proxy that run a configuration. */
  readonly proxies: readonly string[];
}
