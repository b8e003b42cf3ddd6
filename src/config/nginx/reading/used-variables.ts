import type { DirectiveRef } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';
import { partOfVariable } from '../refused/refused-variables.js';
import type { Directive, Word } from '../syntax/syntax.js';
import { variablesIn } from '../values/values.js';
import { entriesNamed } from './registry.js';

/**
 * Every use of a variable that nginx has and the proxy has not, as `$name`. One that the configuration
 * defines itself is its own: nginx may be built without the module that has another of that name.
 */
export function refusedVariables(directives: readonly Directive[]): DirectiveRef[] {
  const used: DirectiveRef[] = [];
  const defined = new Set<string>();
  for (const directive of everyDirective(directives)) {
    const own = definedBy(directive);
    if (own !== null) defined.add(own);
    // What else an unknown directive says is its own affair.
    else if (entriesNamed(directive.name).length === 0 && !directive.quotedName) continue;
    for (const word of directive.args) used.push(...refusedIn(word));
  }
  return used.filter(({ name }) => name === LIMIT_RATE || !defined.has(name));
}

/** The one that is there to be set: what it says is a limit. */
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

/** By `set` and its like the first word, by a block the last. */
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

/** Of a word with several lines its beginning is known alone. */
function placeIn({ text, quoted, place }: Word, at: number): Place {
  if (text.slice(0, at).includes('\n')) return place;
  return { ...place, column: place.column + at + (quoted ? 1 : 0) };
}
