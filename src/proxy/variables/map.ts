import type { MapBlock } from '../../model/nginx.js';
import type { Place } from '../../model/place.js';
import { lowerAscii } from '../http/heads/host.js';
import { asBytes } from './as-bytes.js';
import type { Evaluate, Scope } from './evaluate.js';
import { HostNames } from './host-names.js';
import { compilePattern, type Matches } from './pattern.js';
import type { Subject } from './subject.js';

/**
 * nginx's order: first keys (without case), then regular expressions in the written order, but none
 * for an empty value. With `hostnames`, a dot at the end is ignored.
 */
export function compileMap<R extends Subject>(map: MapBlock, scope: Scope<R>): Evaluate<R> {
  const source = scope.compile(map.source, map.place);
  const otherwise = scope.compile(map.default, map.place);
  const keys: Key<R>[] = [];
  const patterns: { matches: Matches<R>; value: Evaluate<R> }[] = [];
  for (const entry of map.entries) {
    const value = scope.compile(entry.value, entry.place);
    if (entry.kind === 'exact')
      keys.push({ names: [asBytes(entry.pattern)], value, place: entry.place });
    else patterns.push({ matches: compilePattern(entry, scope), value });
  }
  const find = map.hostnames ? finderOfHosts(keys, scope) : finderOfTexts(keys);
  return (subject) => {
    const written = source(subject);
    const text = map.hostnames && written.endsWith('.') ? written.slice(0, -1) : written;
    const value =
      find(subject, lowerAscii(text)) ??
      (text === '' ? undefined : patterns.find(({ matches }) => matches(subject, text))?.value) ??
      otherwise;
    return value(subject);
  };
}

interface Key<R> {
  readonly names: readonly string[];
  readonly value: Evaluate<R>;
  readonly place: Place;
}

/** The value for a text in lower case, if there is one. */
type Find<R> = (subject: R, text: string) => Evaluate<R> | undefined;

function finderOfTexts<R>(keys: readonly Key<R>[]): Find<R> {
  const values = new Map(keys.map(({ names: [name = ''], value }) => [lowerAscii(name), value]));
  return (_, text) => values.get(text);
}

/** Finds keys as server names are found, with wildcards. */
function finderOfHosts<R extends Subject>(keys: readonly Key<R>[], scope: Scope<R>): Find<R> {
  const names = new HostNames<Key<R> | null, R>(keys, null, scope);
  return (subject, host) => names.find(host, subject)?.value;
}
