import type {
  HttpConfig,
  MapBlock,
  MapEntry,
  StreamConfig,
  Template,
} from '../../../model/nginx.js';
import type { Directive } from '../syntax/syntax.js';

/** Lines of a `geo` that give no value. Source: ngx_http_geo_module.c. */
const OPTIONS = /^(?:default|ranges|proxy|proxy_recursive|delete|include)$/;

type WithMaps = Pick<HttpConfig | StreamConfig, 'maps'>;

/**
 * The maps of http or stream with its `geo` blocks, for callers that need the possible values.
 * Which value a client gets is not known here.
 */
export function withGeos<T extends WithMaps>(
  level: T | null,
  name: 'http' | 'stream',
  directives: readonly Directive[],
): T | null {
  if (!level) return null;
  const blocks = directives.filter((one) => one.name === name).flatMap(({ body }) => body ?? []);
  const geos = [...directives, ...blocks].flatMap((one) => (one.name === 'geo' ? geoOf(one) : []));
  return geos.length === 0 ? level : { ...level, maps: [...level.maps, ...geos] };
}

function geoOf({ args, body, place }: Directive): MapBlock[] {
  const variable = args.at(-1)?.text ?? '';
  if (!variable.startsWith('$') || !body) return [];
  const address = args.length > 1 ? args[0]?.text : '$remote_addr';
  const entries = body.filter(({ name }) => !OPTIONS.test(name)).map(entryOf);
  const fallback = body.find(({ name }) => name === 'default');
  return [
    {
      source: [{ variable: (address ?? '').slice(1) }],
      variable: variable.slice(1),
      entries,
      default: fallback ? geoValue(fallback) : [],
      hostnames: false,
      volatile: false,
      place,
    },
  ];
}

function entryOf(line: Directive): MapEntry {
  return {
    kind: 'exact',
    pattern: line.name,
    ignoreCase: false,
    value: geoValue(line),
    place: line.place,
  };
}

/** A `geo` expands no variables. */
function geoValue({ args: [word] }: Directive): Template {
  return word?.text ? [word.text] : [];
}
