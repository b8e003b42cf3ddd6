import type { Place } from '../../../model/place.js';
import type { Word } from '../../word.js';

/** `name argument ... ;` or `name argument ... { body }`. Entries of a `map` are directives too. */
export interface Directive {
  readonly name: string;
  readonly args: readonly Word[];
  /** null = it ends with a semicolon. */
  readonly body: readonly Directive[] | null;
  /** Place of the name. */
  readonly place: Place;
  /** Place of its `;` or `}`. */
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
