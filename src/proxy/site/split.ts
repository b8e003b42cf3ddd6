import { splitPart } from '../../config/nginx/evaluate-split.js';
import { murmurHash2 } from '../../config/nginx/murmur-hash.js';
import type { SplitClients } from '../../model/nginx.js';
import type { Evaluate, Scope } from './evaluate.js';

/** `split_clients`, compiled; a key is one byte a character. Past all parts it is empty. */
export function compileSplit(split: SplitClients, scope: Scope): Evaluate {
  const source = scope.compile(split.source, split.place);
  const values = split.parts.map(({ value }) => scope.compile(value, split.place));
  const partOf = splitPart(split);
  return (request) => values[partOf(murmurHash2(source(request), 'latin1'))]?.(request) ?? '';
}
