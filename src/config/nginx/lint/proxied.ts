import type {
  HealthCheck,
  HttpServer,
  Location,
  Match,
  NginxConfig,
  ProxySettings,
  Template,
  Upstream,
} from '../../../model/nginx.js';
import { usesOf } from './uses.js';

/** A location that passes requests on, and where it passes them. */
export interface Proxied {
  readonly server: HttpServer;
  readonly location: Location;
  readonly proxy: ProxySettings;
  /** The target without scheme and URI; null = it depends on the request. */
  readonly place: string | null;
  /** null = a host without upstream, or an upstream that is not here. */
  readonly upstream: Upstream | null;
}

export function proxiedLocations(config: NginxConfig): Proxied[] {
  return usesOf(config).flatMap(({ server, location, proxy, target, upstream }) =>
    proxy ? [{ server, location, proxy, place: target, upstream }] : [],
  );
}

export interface Checked extends Proxied {
  readonly check: HealthCheck;
  /** null = none is named. */
  readonly match: Match | null;
}

/** The proxied locations whose servers are actively checked. */
export function checkedLocations(config: NginxConfig): Checked[] {
  const matches = new Map((config.http?.matches ?? []).map((match) => [match.name, match]));
  return proxiedLocations(config).flatMap((proxied) => {
    const check = proxied.location.healthCheck;
    if (!check) return [];
    const match = matches.get(check.match ?? '') ?? null;
    return [{ ...proxied, check, match }];
  });
}

/** The upstreams whose servers are actively checked, each once. */
export function checkedUpstreams(config: NginxConfig): Map<Upstream, Checked> {
  const found = new Map<Upstream, Checked>();
  for (const checked of checkedLocations(config)) {
    if (checked.upstream && !found.has(checked.upstream)) found.set(checked.upstream, checked);
  }
  return found;
}

/** The text of a template without variables; null = it has variables. */
export function literal(template: Template): string | null {
  return template.every((part) => typeof part === 'string') ? template.join('') : null;
}
