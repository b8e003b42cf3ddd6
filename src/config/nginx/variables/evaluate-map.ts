import type { MapBlock, MapEntry, Template } from '../../../model/nginx.js';

import { toLikeRegExp } from '../values/regex.js';

/**
 * The result of a map for each value of its source, in nginx's order: exact keys (without case),
 * then patterns as written, then the default. Patterns are not tried on an empty value.
 */
export function mapEvaluator(map: MapBlock): (value: string) => Template {
  const exact = new Map<string, Template>();
  for (const entry of map.entries) {
    if (entry.kind === 'exact') exact.set(entry.pattern.toLowerCase(), entry.value);
  }
  const ofPatterns = patternEvaluator(map.entries.filter((entry) => entry.kind === 'regex'));
  return (value) =>
    (exact.size > 0 ? exact.get(value.toLowerCase()) : undefined) ??
    (value === '' ? undefined : ofPatterns(value)) ??
    map.default;
}

/** `^3` and similar patterns, which usually divide client ports, are evaluated for every port. */
const PREFIX = /^\^([A-Za-z0-9]+)$/;

type Evaluate = (value: string) => Template | undefined;

function patternEvaluator(entries: readonly MapEntry[]): Evaluate {
  const patterns = entries.map(({ pattern, ignoreCase, value }) => {
    const prefix = ignoreCase ? undefined : PREFIX.exec(pattern)?.[1];
    return { prefix, value, regex: toLikeRegExp(pattern, ignoreCase) };
  });
  const first: Evaluate = (text) => patterns.find(({ regex }) => regex.test(text))?.value;
  const longest = patterns.reduce(
    (length, { prefix }) => Math.max(length, prefix?.length ?? Infinity),
    0,
  );
  return longest === Infinity ? first : byBeginning(first, longest);
}

/** If only prefixes decide, all values with the same beginning are decided at once. */
function byBeginning(evaluate: Evaluate, length: number): Evaluate {
  const decided = new Map<string, Template | undefined>();
  return (value) => {
    const beginning = value.slice(0, length);
    const known = decided.get(beginning);
    if (known !== undefined || decided.has(beginning)) return known;
    const found = evaluate(beginning);
    decided.set(beginning, found);
    return found;
  };
}

/** A template as written in a configuration. */
export function templateText(template: Template): string {
  const [only] = template;
  if (template.length === 1 && typeof only === 'string') return only;
  return template
    .map((part, at) => {
      if (typeof part === 'string') return part;
      // Braces separate the name from letters behind it.
      const next = template[at + 1];
      const runsOn = typeof next === 'string' && /^\w/.test(next);
      return runsOn ? `\${${part.variable}}` : `$${part.variable}`;
    })
    .join('');
}
