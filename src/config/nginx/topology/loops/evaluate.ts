import type { HttpServer, MapBlock, Template } from '../../../../model/nginx.js';
import { mapEvaluator } from '../../variables/evaluate-map.js';

/** A request as a plain client sends it, or as a pass has sent it on: GET, no arguments, no cookies. */
export interface Request {
  /** `Host`, with its port if it has one. */
  readonly host: string;
  readonly path: string;
  /** Set by `proxy_set_header` on the way, by names in lower case; null = not known. */
  readonly headers: ReadonlyMap<string, string | null>;
}

/** A request in a server, and what the server has done with it so far. */
export interface Visit {
  readonly request: Request;
  readonly server: HttpServer;
  readonly scheme: 'http' | 'https';
  readonly port: number;
  readonly maps: ReadonlyMap<string, MapBlock>;
  /** Set by `set`; null = not known. */
  readonly variables: Map<string, string | null>;
  /** `$1` and following, of the expression that matched last. */
  captures: readonly (string | undefined)[];
  path: string;
  /** `rewrite ... break` has changed the path, which then replaces the URI of the pass. */
  broken: boolean;
}

/** Depth of maps that refer to other maps; deeper ones are circular. */
const MOST_MAPS = 8;

/** The text of a template for this request; null = it depends on something unknown. */
export function evaluate(template: Template, visit: Visit, depth = 0): string | null {
  let text = '';
  for (const part of template) {
    const value = typeof part === 'string' ? part : variableText(part.variable, visit, depth);
    if (value === null) return null;
    text += value;
  }
  return text;
}

function variableText(name: string, visit: Visit, depth: number): string | null {
  if (/^\d$/.test(name)) return visit.captures[Number(name)] ?? '';
  const set = visit.variables.get(name);
  if (set !== undefined) return set;
  const map = visit.maps.get(name);
  return map ? mapped(map, visit, depth) : ofRequest(name, visit);
}

const evaluators = new WeakMap<MapBlock, ReturnType<typeof mapEvaluator>>();

function mapped(map: MapBlock, visit: Visit, depth: number): string | null {
  const source = depth < MOST_MAPS ? evaluate(map.source, visit, depth + 1) : null;
  if (source === null) return null;
  const choose = evaluators.get(map) ?? mapEvaluator(map);
  evaluators.set(map, choose);
  const value = choose(source);
  // Captures of the map's own expression are not those of the request.
  if (value.some((part) => typeof part === 'object' && /^\d$/.test(part.variable))) return null;
  return evaluate(value, visit, depth + 1);
}

function ofRequest(name: string, visit: Visit): string | null {
  const { request, server, scheme, port, path } = visit;
  switch (name) {
    case 'host':
      return request.host.replace(/:\d+$/, '').toLowerCase();
    case 'http_host':
      return request.host;
    case 'uri':
    case 'document_uri':
      return path;
    case 'request_uri':
      return request.path;
    case 'request_method':
      return 'GET';
    case 'scheme':
      return scheme;
    case 'https':
      return scheme === 'https' ? 'on' : '';
    case 'server_name':
      return server.names[0] ?? '';
    case 'server_port':
      return `${port}`;
    default:
      return ofClient(name, request);
  }
}

/** A header that a plain client does not send is empty. */
function ofClient(name: string, { headers }: Request): string | null {
  if (/^(?:args|query_string|is_args|(?:arg|cookie)_\w+)$/.test(name)) return '';
  if (!name.startsWith('http_')) return null;
  const sent = headers.get(name.slice('http_'.length).replaceAll('_', '-'));
  return sent === undefined ? '' : sent;
}
