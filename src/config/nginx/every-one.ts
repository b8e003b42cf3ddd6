import type { Directive } from './syntax.js';

/** Directives and all that stand in their blocks, an outer one first. */
export function* everyOne(directives: readonly Directive[]): Iterable<Directive> {
  for (const directive of directives) {
    yield directive;
    if (directive.body) yield* everyOne(directive.body);
  }
}
