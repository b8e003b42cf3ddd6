import { isIP } from 'node:net';
import { SERVER_DEFAULTS } from '../../config/nginx/directives/upstream.js';
import type { Upstream } from '../../model/nginx.js';
import type { HttpRequest } from '../http/request.js';
import type { Sweep } from '../http/sweep.js';
import type { Scope } from '../variables/evaluate.js';
import type { Subject } from '../variables/subject.js';
import { UpstreamGroup } from './upstream-group.js';

/** All upstreams of a configuration; those named by address come into being when asked for. */
export class UpstreamGroups<R extends Subject = HttpRequest> {
  readonly #named = new Map<string, UpstreamGroup<R>>();
  readonly #sweep: Sweep;
  readonly #scope: Scope<R>;

  constructor(upstreams: readonly Upstream[], sweep: Sweep, scope: Scope<R>) {
    this.#sweep = sweep;
    this.#scope = scope;
    for (const upstream of upstreams) {
      this.#named.set(upstream.name, new UpstreamGroup(upstream, sweep, scope));
    }
  }

  get all(): IterableIterator<UpstreamGroup<R>> {
    return this.#named.values();
  }

  get(name: string): UpstreamGroup<R> | null {
    return this.#named.get(name) ?? null;
  }

  /** An upstream's name, or `address[:port]`; null when it is neither. */
  find(target: string): UpstreamGroup<R> | null {
    return this.#named.get(target) ?? this.#lone(target);
  }

  #lone(target: string): UpstreamGroup<R> | null {
    const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(target);
    const host = match?.[1] ?? match?.[2] ?? '';
    const port = Number(match?.[3] ?? 80);
    if (isIP(host) === 0 || port < 1 || port > 65_535) return null;
    return new UpstreamGroup(loneUpstream(target, host, port), this.#sweep, this.#scope);
  }
}

/** `proxy_pass http://127.0.0.1:8080` is an upstream of one server. */
function loneUpstream(name: string, host: string, port: number): Upstream {
  const place = { file: '', line: 0, column: 0 };
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
    servers: [
      {
        address: name,
        host,
        port,
        ...SERVER_DEFAULTS,
        place,
      },
    ],
  };
}
