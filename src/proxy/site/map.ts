import type { MapBlock } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import type { Evaluate, Scope } from './evaluate.js';
import { compileRegex } from './regex.js';
import { ServerNames } from './server-names.js';

/** nginx's order: keys first (without case), then regular expressions as they stand. */
export function compileMap(map: MapBlock, scope: Scope): Evaluate {
  const source = scope.compile(map.source, map.place);
  const otherwise = scope.compile(map.default, map.place);
  const keys: Key[] = [];
  const regexes: { regex: RegExp; value: Evaluate }[] = [];
  for (const { kind, pattern, ignoreCase, value: written, place } of map.entries) {
    const value = scope.compile(written, place);
    if (kind === 'exact') keys.push({ names: [pattern], value, place });
    else regexes.push({ regex: compileRegex(pattern, ignoreCase, place), value });
  }
  const find = map.hostnames ? finderOfHosts(keys) : finderOfTexts(keys);
  return (request) => {
    const text = source(request);
    const value =
      find(text.toLowerCase()) ?? regexes.find(({ regex }) => regex.test(text))?.value ?? otherwise;
    return value(request);
  };
}

interface Key {
  readonly names: readonly string[];
  readonly value: Evaluate;
  readonly place: Place;
}

/** What a text in lower case stands for, if for anything. */
type Find = (text: string) => Evaluate | undefined;

function finderOfTexts(keys: readonly Key[]): Find {
  const values = new Map(keys.map(({ names: [name = ''], value }) => [name.toLowerCase(), value]));
  return (text) => values.get(text);
}

/** As server names are found, wildcards too; a dot at the end of a host's name says nothing. */
function finderOfHosts(keys: readonly Key[]): Find {
  const names = new ServerNames<Key | null>(keys, null);
  return (host) => names.find(host.endsWith('.') ? host.slice(0, -1) : host)?.value;
}
