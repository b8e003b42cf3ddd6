import type { MapBlock, Template } from '../../model/nginx.js';

/**
 * What a map gives for each value of its source, nginx's order: exact keys (without case)
 * before patterns, patterns as they stand, then the default.
 */
export function mapEvaluator(map: MapBlock): (value: string) => Template {
  const exact = new Map<string, Template>();
  for (const entry of map.entries) {
    if (entry.kind === 'exact') exact.set(entry.pattern.toLowerCase(), entry.value);
  }
  const patterns = map.entries
    .filter((entry) => entry.kind === 'regex')
    .map(({ pattern, ignoreCase, value }) => ({ matches: matcher(pattern, ignoreCase), value }));
  return (value) =>
    (exact.size > 0 ? exact.get(value.toLowerCase()) : undefined) ??
    patterns.find(({ matches }) => matches(value))?.value ??
    map.default;
}

/** `^3` and its like, the usual way to part client ports, are asked of every port there is. */
const PREFIX = /^\^([A-Za-z0-9]+)$/;

function matcher(pattern: string, ignoreCase: boolean): (value: string) => boolean {
  const prefix = ignoreCase ? undefined : PREFIX.exec(pattern)?.[1];
  if (prefix !== undefined) return (value) => value.startsWith(prefix);
  const regex = new RegExp(pattern, ignoreCase ? 'i' : '');
  return (value) => regex.test(value);
}

/** A template as it is written in a configuration. */
export function templateText(template: Template): string {
  return template.map((part) => (typeof part === 'string' ? part : `$${part.variable}`)).join('');
}
