import type { Place } from '../../../model/place.js';
import type { Word } from '../../word.js';
import type { Directive } from '../syntax/syntax.js';
import type { Context, Drafts } from './drafts.js';
import type { Level, Settings } from './settings.js';

/** What the entry of a directive can use of the reader. */
export interface Reader {
  /** What cannot be counted is skipped instead of refused. */
  readonly lenient: boolean;
  /** Reads the directive's own block into `draft`. */
  block<C extends Context>(context: C, draft: Drafts[C], directive: Directive): void;
  /** Records something that is not modelled, under the name that a user would look for. */
  unmodelled(name: string, place: Place): void;
  /** The same for something that the calculator counts nevertheless. */
  counted(name: string, place: Place): void;
}

/** One directive: everything that the parser, the checks and the documentation know about it. */
export interface Entry<C extends Context = Context> {
  readonly name: string;
  /** Blocks in which it is read. */
  readonly contexts: readonly C[];
  /** Blocks in which nginx accepts it and Tidegate does not model it. */
  readonly unmodelledIn?: readonly Context[];
  /** Smallest and largest number of arguments. */
  readonly args: readonly [min: number, max: number];
  readonly block?: boolean;
  /** It may occur more than once in a block. */
  readonly repeats?: boolean;
  /** Only for the calculator; the bundled proxy refuses it. */
  readonly counted?: true;
  /** Sets its values; `accepted` = it changes no answer and no limit, so it is only checked. */
  readonly apply: 'accepted' | ((draft: Drafts[C], directive: Directive, reader: Reader) => void);
}

/** An entry whose contexts are known only at run time. */
export interface AnyEntry extends Omit<Entry, 'apply'> {
  readonly apply: 'accepted' | ((draft: never, directive: Directive, reader: Reader) => void);
}

export const MANY = Number.POSITIVE_INFINITY;

/** A directive with a single value, for one of the settings that are handed down. */
export function setting<K extends keyof Settings>(
  name: string,
  key: K,
  parse: (word: Word) => Settings[K],
  contexts: readonly ('http' | 'server' | 'location')[] = ['http', 'server', 'location'],
): AnyEntry {
  return {
    name,
    contexts,
    args: [1, 1],
    apply: (level: Level, directive: Directive) => {
      level.settings[key] = parse(argument(directive, 0));
    },
  };
}

/** The n-th argument; their number has been checked before `apply` is called. */
export function argument(directive: Directive, index: number): Word {
  const word = directive.args[index];
  if (!word) throw new RangeError(`${directive.name} has no argument ${index}`);
  return word;
}
