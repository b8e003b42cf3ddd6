import type { MapBlock, MapEntry, Template } from '../../../model/nginx.js';

import { toLikeRegExp } from '../values/regex.js';

/**
 * What a map gives for each value of its source, nginx's order: exact keys (without case)
 * before patterns, patterns as they stand, then the default. No pattern is asked of what is empty.
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

/** `^3` and its like, the usual way to part client ports, are asked of every port there is. */
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

/** Where prefixes alone decide, all values that begin alike are decided at once. */
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

/** A template as it is written in a configuration. */
export function templateText(template: Template): string {
  const [only] = template;
  if (template.length === 1 && typeof only === 'string') return only;
  return template
    .map((part, at) => {
      if (typeof part === 'string') return part;
      // Braces tell the name from letters behind it.
      const next = template[at + 1];
      const runsOn = typeof next === 'string' && /^\w/.test(next);
      return runsOn ? `\${${part.variable}}` : `$${part.variable}`;
    })
    .join('');
}
