import { SERVER_DEFAULTS } from '../../../config/nginx/directives/upstream.js';
import { isPort } from '../../../lib/ports.js';
import type { Upstream } from '../../../model/nginx.js';
import type { Place } from '../../../model/place.js';

/** `proxy_pass http://127.0.0.1:8080` is an upstream with one server. */
export function upstreamOfOne(name: string, host: string, port: number, place: Place): Upstream {
  return {
    name,
    zone: null,
    method: { kind: 'round-robin' },
    keepalive: null,
    keepaliveTimeoutMs: 0,
    keepaliveRequests: 0,
    keepaliveTimeMs: 0,
    drainTimeoutMs: null,
    place,
    servers: [{ address: name, host, port, ...SERVER_DEFAULTS, place }],
  };
}

/** Host, without brackets, and port (80 if none is written) of `host[:port]`; null = the text is none. */
export function endpointOf(target: string): { host: string; port: number } | null {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(target);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? 80);
  return host === undefined || !isPort(port) ? null : { host, port };
}
