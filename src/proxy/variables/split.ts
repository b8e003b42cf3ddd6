import { splitPart } from '../../config/nginx/variables/evaluate-split.js';
import { murmurHash2 } from '../../config/nginx/variables/murmur-hash.js';
import type { SplitClients } from '../../model/nginx.js';
import type { Evaluate, Scope } from './evaluate.js';

/** `split_clients`, compiled; a key is one byte a character. Beyond all parts the value is empty. */
export function compileSplit<R>(split: SplitClients, scope: Scope<R>): Evaluate<R> {
  const source = scope.compile(split.source, split.place);
  const values = split.parts.map(({ value }) => scope.compile(value, split.place));
  const partOf = splitPart(split);
  return (subject) => values[partOf(murmurHash2(source(subject), 'latin1'))]?.(subject) ?? '';
}
