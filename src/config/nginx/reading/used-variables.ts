import type { DirectiveRef } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import type { Word } from '../../word.js';
import type { Directive } from '../syntax/syntax.js';
import { variablesIn } from '../values/values.js';
import { partOfVariable } from '../variables/refused-variables.js';
import { entriesNamed } from './registry.js';

/**
 * Every use of a variable that nginx has and the proxy lacks, as `$name`. A variable that the
 * configuration defines is its own, because nginx may be built without the module that has it.
 */
export function refusedVariables(directives: readonly Directive[]): DirectiveRef[] {
  const used: DirectiveRef[] = [];
  const defined = new Set<string>();
  for (const directive of everyDirective(directives)) {
    const own = definedBy(directive);
    if (own !== null) defined.add(own);
    // Other words of an unknown directive are not examined.
    else if (entriesNamed(directive.name).length === 0 && !directive.quotedName) continue;
    for (const word of directive.args) used.push(...refusedIn(word));
  }
  return used.filter(({ name }) => name === LIMIT_RATE || !defined.has(name));
}

/** This variable can be set, and then limits the rate. */
const LIMIT_RATE = '$limit_rate';

function* everyDirective(directives: readonly Directive[]): Generator<Directive> {
  const left = [...directives].reverse();
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    yield one;
    for (let at = (one.body?.length ?? 0) - 1; at >= 0; at--) {
      const inner = one.body?.[at];
      if (inner) left.push(inner);
    }
  }
}

/** `set` and similar directives define their first word, a block its last. */
function definedBy({ name, args, body }: Directive): string | null {
  const word = body === null ? args[0] : args.at(-1);
  const defines =
    body === null ? /(?:^|_)set$/.test(name) : /^(?:map|split_clients|geo)$/.test(name);
  return defines && word?.text.startsWith('$') ? word.text : null;
}

function refusedIn(word: Word): DirectiveRef[] {
  if (!word.text.includes('$')) return [];
  return variablesIn(word.text)
    .filter(({ name }) => partOfVariable(name) !== null)
    .map(({ name, at }) => ({ name: `$${name}`, place: placeIn(word, at) }));
}

/** In a word with several lines, only the place of its beginning is known. */
function placeIn({ text, quoted, place }: Word, at: number): Place {
  if (text.slice(0, at).includes('\n')) return place;
  return { ...place, column: place.column + at + (quoted ? 1 : 0) };
}
