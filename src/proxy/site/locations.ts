import type { Location } from '../../model/nginx.js';
import type { HttpRequest } from '../http/request.js';
import type { Scope } from '../variables/evaluate.js';
import { compilePattern, type Matches } from '../variables/pattern.js';

/** The least that a location must be to be found. */
export interface Located {
  readonly model: Location;
}

/** A server's locations, arranged for nginx's order of search. */
export class LocationIndex<L extends Located> {
  readonly #exact = new Map<string, L>();
  readonly #named = new Map<string, L>();
  /** Longest first. */
  readonly #prefixes: readonly L[];
  readonly #patterns: readonly { readonly matches: Matches<HttpRequest>; readonly location: L }[];

  constructor(locations: readonly L[], scope: Scope) {
    for (const location of locations) {
      const { kind, pattern } = location.model;
      if (kind === 'exact') this.#exact.set(pattern, location);
      if (kind === 'named') this.#named.set(pattern, location);
    }
    this.#prefixes = locations
      .filter(({ model }) => model.kind === 'prefix' || model.kind === 'prefix-final')
      .sort((a, b) => b.model.pattern.length - a.model.pattern.length);
    this.#patterns = locations
      .filter(({ model }) => model.kind === 'regex')
      .map((location) => ({ matches: compilePattern(location.model, scope), location }));
  }

  named(name: string): L | null {
    return this.#named.get(name) ?? null;
  }

  /** Exact, else the longest prefix if it is final (`^~`), else the first regex, else that prefix. */
  find(request: HttpRequest): L | null {
    const { path } = request;
    const exact = this.#exact.get(path);
    if (exact !== undefined) return exact;
    const prefix = this.#prefixes.find(({ model }) => path.startsWith(model.pattern)) ?? null;
    if (prefix?.model.kind === 'prefix-final') return prefix;
    return this.#patterns.find(({ matches }) => matches(request, path))?.location ?? prefix;
  }

  /** Whether `/name` is to be sent on to `/name/`, a proxied prefix location (auto_redirect). */
  wantsSlash(path: string): boolean {
    return this.#prefixes.some(({ model }) => model.proxy !== null && model.pattern === `${path}/`);
  }
}
