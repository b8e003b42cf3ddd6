import type { Place } from '../../../model/place.js';

/** One word of a configuration: quotes taken off, escapes resolved. */
export interface Word {
  readonly text: string;
  /** Written in quotes: never a keyword, and may be empty. */
  readonly quoted: boolean;
  readonly place: Place;
}

/** `name argument ... ;` or `name argument ... { body }`. Entries of a `map` are directives too. */
export interface Directive {
  readonly name: string;
  readonly args: readonly Word[];
  /** null = ended with a semicolon. */
  readonly body: readonly Directive[] | null;
  /** Where the name stands. */
  readonly place: Place;
  /** Where its `;` or `}` stands. */
  readonly end: Place;
  readonly quotedName: boolean;
}

/** Directives and all that stand in their blocks, an outer one first. */
export function* everyOne(directives: readonly Directive[]): Iterable<Directive> {
  for (const directive of directives) {
    yield directive;
    if (directive.body) yield* everyOne(directive.body);
  }
}
