import type { Place } from '../../../model/place.js';
import type { Directive, Word } from '../syntax/syntax.js';
import type { Context, Drafts } from './drafts.js';
import type { Level, Settings } from './settings.js';

/** What a block's directive may ask of the reader. */
export interface Reader {
  /** What cannot be counted is passed over, not refused. */
  readonly lenient: boolean;
  /** Reads the directive's own block into `draft`. */
  block<C extends Context>(context: C, draft: Drafts[C], directive: Directive): void;
  /** Notes something that is not modelled, under the name a person would look for. */
  unmodelled(name: string, place: Place): void;
  /** The same for what the calculator counts all the same. */
  counted(name: string, place: Place): void;
}

/** One directive: all that the parser, the checks and the documentation know of it. */
export interface Entry<C extends Context = Context> {
  readonly name: string;
  /** Blocks in which it is read. */
  readonly contexts: readonly C[];
  /** Blocks in which nginx takes it and Tidegate does not model it. */
  readonly unmodelledIn?: readonly Context[];
  /** Least and most arguments. */
  readonly args: readonly [min: number, max: number];
  readonly block?: boolean;
  /** May stand more than once in a block. */
  readonly repeats?: boolean;
  /** For the calculator only: the bundled proxy refuses it. */
  readonly counted?: true;
  /** What it sets; `accepted` = it changes no answer and no limit, so it is read and left aside. */
  readonly apply: 'accepted' | ((draft: Drafts[C], directive: Directive, reader: Reader) => void);
}

/** An entry whose contexts are known only when it runs. */
export interface AnyEntry extends Omit<Entry, 'apply'> {
  readonly apply: 'accepted' | ((draft: never, directive: Directive, reader: Reader) => void);
}

export const MANY = Number.POSITIVE_INFINITY;

/** A directive with a single value for one of the settings that are handed down. */
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

/** The n-th argument; the count has been checked before `apply` is called. */
export function argument(directive: Directive, index: number): Word {
  const word = directive.args[index];
  if (!word) throw new RangeError(`${directive.name} has no argument ${index}`);
  return word;
}
