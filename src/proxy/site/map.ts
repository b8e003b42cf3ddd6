import { TidegateError } from '../../lib/errors.js';
import type { MapBlock } from '../../model/nginx.js';
import type { Evaluate, Scope } from './evaluate.js';
import { compileRegex } from './regex.js';

/** nginx's order: exact values first (without case), then regular expressions as they stand. */
export function compileMap(map: MapBlock, scope: Scope): Evaluate {
  if (map.hostnames) {
    throw new TidegateError('CONFIG_UNSUPPORTED', 'map with "hostnames" is not supported', {
      place: map.place,
      hint: 'Write the names as regular expressions: ~^(.+\\.)?example\\.com$',
    });
  }
  const source = scope.compile(map.source, map.place);
  const otherwise = scope.compile(map.default, map.place);
  const exact = new Map<string, Evaluate>();
  const regexes: { regex: RegExp; value: Evaluate }[] = [];
  for (const entry of map.entries) {
    const value = scope.compile(entry.value, entry.place);
    if (entry.kind === 'exact') exact.set(entry.pattern.toLowerCase(), value);
    else regexes.push({ regex: compileRegex(entry.pattern, entry.ignoreCase, entry.place), value });
  }
  return (request) => {
    const text = source(request);
    const value =
      exact.get(text.toLowerCase()) ??
      regexes.find(({ regex }) => regex.test(text))?.value ??
      otherwise;
    return value(request);
  };
}
