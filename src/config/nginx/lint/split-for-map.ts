import type { Edit } from '../../../model/lint.js';
import type { MapBlock, NginxConfig } from '../../../model/nginx.js';
import type { Directive } from '../syntax/syntax.js';
import { placeKey } from './directive-index.js';
import { replaceDirective } from './edits.js';
import { literal } from './proxied.js';

/**
 * A split_clients that replaces a map of $remote_port, with an equal share for each of its sources.
 * None if not all values of the map are plain addresses, because then it serves another purpose.
 */
export function splitForMap(config: NginxConfig, directive: Directive): Edit[] {
  const maps = [...(config.http?.maps ?? []), ...(config.stream?.maps ?? [])];
  const key = placeKey(directive.place);
  const map = maps.find(({ place }) => placeKey(place) === key);
  const sources = map && sourcesOf(map);
  if (!map || !sources || sources.length < 2) return [];
  const [before, inner] = [directive.place.column, directive.body?.[0]?.place];
  const own = inner && inner.line > directive.place.line ? inner.column : before + 4;
  const lines = shares(sources).map((share) => `${' '.repeat(own - 1)}${share}`);
  const open = `split_clients "$remote_addr$remote_port" $${map.variable} {`;
  return [replaceDirective(directive, [open, ...lines, `${' '.repeat(before - 1)}}`].join('\n'))];
}

function sourcesOf({ source, default: fallback, entries }: MapBlock): string[] | null {
  const [variable, ...more] = source;
  if (more.length > 0 || typeof variable !== 'object') return null;
  if (variable.variable !== 'remote_port') return null;
  const values = [fallback, ...entries.map((entry) => entry.value)].map(literal);
  return values.every((value) => value)
    ? [...new Set(values.filter((value) => value !== null))]
    : null;
}

/** Percentages have two digits (ngx_http_split_clients_module); the last source gets the remainder. */
function shares(sources: readonly string[]): string[] {
  const percent = (Math.floor(10_000 / sources.length) / 100).toFixed(2);
  return sources.map((source, index) =>
    index < sources.length - 1 ? `${percent}% ${source};` : `* ${source};`,
  );
}
