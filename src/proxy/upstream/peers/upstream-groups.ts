import { isIP } from 'node:net';
import type { Sweep } from '../../../lib/sweep.js';
import type { Upstream } from '../../../model/nginx.js';
import type { HttpRequest } from '../../http/request/request.js';
import { Reusables } from '../../slots/reusables.js';
import type { Scope } from '../../variables/evaluate.js';
import type { Subject } from '../../variables/subject.js';
import { UpstreamGroup } from './upstream-group.js';
import { endpointOf, upstreamOfOne } from './upstream-of-one.js';

/** The place of a target that a variable gave. */
const NOWHERE = { file: '', line: 0, column: 0 };

/** All upstreams of a configuration; those for an address are created on demand. */
export class UpstreamGroups<R extends Subject = HttpRequest> {
  /** Keys are names in lower case, because nginx compares without case. */
  readonly #named = new Map<string, UpstreamGroup<R>>();
  readonly #sweep: Sweep;
  readonly #scope: Scope<R>;
  readonly #reusables: Reusables;

  /** @param reusables where idle connections may be closed for others; default: nowhere */
  constructor(
    upstreams: readonly Upstream[],
    sweep: Sweep,
    scope: Scope<R>,
    reusables = new Reusables(),
  ) {
    this.#reusables = reusables;
    this.#sweep = sweep;
    this.#scope = scope;
    for (const upstream of upstreams) {
      this.#named.set(
        upstream.name.toLowerCase(),
        new UpstreamGroup(upstream, sweep, scope, reusables),
      );
    }
  }

  get all(): IterableIterator<UpstreamGroup<R>> {
    return this.#named.values();
  }

  get(name: string): UpstreamGroup<R> | null {
    return this.#named.get(name.toLowerCase()) ?? null;
  }

  /** Finds an upstream by its name, or by `address[:port]`; null when it is neither. */
  find(target: string): UpstreamGroup<R> | null {
    return this.get(target) ?? this.#lone(target);
  }

  #lone(target: string): UpstreamGroup<R> | null {
    const endpoint = endpointOf(target);
    if (endpoint === null || isIP(endpoint.host) === 0) return null;
    const upstream = upstreamOfOne(target, endpoint.host, endpoint.port, NOWHERE);
    return new UpstreamGroup(upstream, this.#sweep, this.#scope, this.#reusables);
  }
}
