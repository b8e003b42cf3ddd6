import type { DirectiveRef, NginxConfig } from '../../../model/nginx.js';
import { entriesNamed } from '../reading/registry.js';
import { nearMiss } from './refuse-unknown.js';
import { REFUSED } from './refused.js';

/** What a configuration contains and no figure includes, by its effect on connections. */
export interface Unmodelled {
  /** Opens additional connections, or limits them. */
  readonly matters: readonly (DirectiveRef & { readonly effect: string })[];
  /** Spelt much like a known one. */
  readonly slips: readonly (DirectiveRef & { readonly near: string })[];
  /** Changes no number of connections; each name once. */
  readonly harmless: readonly DirectiveRef[];
  /** Belongs to modules that are not known here; each name once. */
  readonly foreign: readonly DirectiveRef[];
}

/** The effect of a directive on the number of connections, in the words of a warning. */
const EFFECTS: readonly (readonly [RegExp, string])[] = [
  [/^limit_conn$/, 'it limits connections, and the figures do not include that limit'],
  [/^(?:mirror|auth_request|post_action|slice)$/, 'each request opens another connection upstream'],
  [/^queue$/, 'requests above max_conns wait for a server instead of failing'],
  [/^(?:ntlm|sticky)$/, 'it ties clients to servers: connections do not spread as counted'],
  [/^(?:content|access|rewrite|balancer)_by_lua/, 'what Lua connects to is not counted'],
  [/^(?:js_(?:content|access|filter)|perl)$/, 'what the script connects to is not counted'],
  [/^passenger_|^unit_/, 'the application it passes to is not counted'],
  [/^listen (?:udp|quic)$|^http3$/, 'its clients come by UDP, which is not counted'],
  [/^health_check udp$/, 'its checks are not counted'],
  [/^mail$/, 'what it proxies is not counted'],
];

/** Families of modules of nginx and of common additions, harmless except for `EFFECTS`. */
const HARMLESS: ReadonlySet<string> = new Set([
  'ssl',
  'proxy',
  'fastcgi',
  'uwsgi',
  'scgi',
  'grpc',
  'memcached',
  'gzip',
  'gunzip',
  'brotli',
  'zstd',
  'http2',
  'http3',
  'quic',
  'charset',
  'geoip',
  'geoip2',
  'userid',
  'dav',
  'xslt',
  'image_filter',
  'sub_filter',
  'ssi',
  'secure_link',
  'auth',
  'limit_req',
  'limit_rate',
  'limit_conn',
  'status',
  'stub_status',
  'real_ip',
  'map_hash',
  'open_file_cache',
  'open_log_file_cache',
  'js',
  'lua',
  'modsecurity',
  'pagespeed',
  'vhost_traffic_status',
  'more',
  'uninitialized',
  'autoindex',
  'referer',
  'error_log',
  'access_log',
  'fancyindex',
  'rds',
  'echo',
  'opentelemetry',
  'otel',
  'opentracing',
  'log',
  'split',
  'mp4',
  'flv',
  'hls',
  'f4f',
  'geo',
  'track',
  'report',
  'upload',
]);
const HARMLESS_OPTION = /^(?:listen|server|api|random two|health_check|proxy_next_upstream) /;
const BY_LUA = /_by_lua(?:_block|_file)?$/;

/** Read by rules of lint, from the text. */
const READ_ELSEWHERE = /^(?:open_file_cache|lingering_)/;

export function unmodelledOf(config: NginxConfig): Unmodelled {
  const matters: Unmodelled['matters'][number][] = [];
  const slips: Unmodelled['slips'][number][] = [];
  const harmless = new Map<string, DirectiveRef>();
  const foreign = new Map<string, DirectiveRef>();
  const once = (all: Map<string, DirectiveRef>, one: DirectiveRef) => {
    if (!all.has(one.name)) all.set(one.name, one);
  };
  const nearBy = new Map<string, string | null>();
  const nearOnce = (directive: DirectiveRef) => {
    const known = nearBy.get(directive.name);
    if (known !== undefined) return known;
    const near = nearMiss(directive);
    nearBy.set(directive.name, near);
    return near;
  };
  for (const directive of config.unknown) {
    const { name, counted } = directive;
    if (counted || READ_ELSEWHERE.test(name)) continue;
    const effect = EFFECTS.find(([pattern]) => pattern.test(name))?.[1];
    const near = effect || isHarmless(name) ? null : nearOnce(directive);
    if (effect) matters.push({ ...directive, effect });
    else if (near) slips.push({ ...directive, near });
    else once(isHarmless(name) ? harmless : foreign, directive);
  }
  return { matters, slips, harmless: [...harmless.values()], foreign: [...foreign.values()] };
}

function isHarmless(name: string): boolean {
  if (isOfFamily(name) || HARMLESS_OPTION.test(name) || BY_LUA.test(name)) return true;
  // Known, and without effect in this place, such as `root` in an `if`.
  if (entriesNamed(name).length > 0) return true;
  return REFUSED.some(({ names }) => names.includes(name));
}

/** `proxy_cache_valid` belongs to the family `proxy`; names of families may have several words. */
function isOfFamily(name: string): boolean {
  const words = name.split(/[_ ]/);
  return words.some((_, at) => HARMLESS.has(words.slice(0, at + 1).join('_')));
}
