import type { Location } from '../../model/nginx.js';
import type { HttpRequest } from '../http/request.js';
import type { Scope } from '../variables/evaluate.js';
import { compilePattern, type Matches } from '../variables/pattern.js';

/** The least that a location must be to be found. */
export interface Located {
  readonly model: Location;
}

export interface Found<L> {
  readonly location: L;
  /** It is the location of the path with a slash at its end, which the client is sent on to. */
  readonly wantsSlash: boolean;
}

/** One level of locations, those of a server or those inside a location, in nginx's order of search. */
export class LocationIndex<L extends Located> {
  readonly #exact = new Map<string, Found<L>>();
  readonly #named = new Map<string, L>();
  /** Longest first. */
  readonly #prefixes: readonly Found<L>[];
  readonly #patterns: readonly (readonly [Matches<HttpRequest>, Found<L>])[];
  /** Proxied locations by their path without its slash (auto_redirect). */
  readonly #slashed = new Map<string, Found<L>>();
  readonly #inside = new Map<L, LocationIndex<L>>();

  /** @param within the location whose inner ones these are; null = the server's. */
  constructor(all: readonly L[], scope: Scope, within: Location | null = null) {
    const level = all.filter(({ model }) => model.within === within);
    for (const location of level) {
      const { kind, pattern, proxy } = location.model;
      if (kind === 'exact') this.#exact.set(pattern, { location, wantsSlash: false });
      if (kind === 'named') this.#named.set(pattern, location);
      if (kind !== 'named' && kind !== 'regex' && proxy !== null && pattern.endsWith('/')) {
        this.#slashed.set(pattern.slice(0, -1), { location, wantsSlash: true });
      }
      if (all.some(({ model }) => model.within === location.model)) {
        this.#inside.set(location, new LocationIndex(all, scope, location.model));
      }
    }
    this.#prefixes = level
      .filter(({ model }) => model.kind === 'prefix' || model.kind === 'prefix-final')
      .sort((a, b) => b.model.pattern.length - a.model.pattern.length)
      .map((location) => ({ location, wantsSlash: false }));
    this.#patterns = level
      .filter(({ model }) => model.kind === 'regex')
      .map((location) => [compilePattern(location.model, scope), { location, wantsSlash: false }]);
  }

  named(name: string): L | null {
    return this.#named.get(name) ?? null;
  }

  /**
   * Exact, else the longest prefix and what stands inside it; unless that is final (`^~`) or was
   * found by more than its beginning, the first pattern goes before it.
   */
  find(request: HttpRequest): Found<L> | null {
    const { path } = request;
    const exact = this.#exact.get(path);
    if (exact !== undefined) return exact;
    const prefix = this.#prefixes.find(({ location }) => path.startsWith(location.model.pattern));
    if (prefix?.location.model.pattern !== path) {
      const slashed = this.#slashed.get(path);
      if (slashed !== undefined) return slashed;
    }
    const inner = prefix === undefined ? null : this.#insideOf(prefix, request);
    if (prefix !== undefined && inner !== null && isSettled(inner, prefix)) return inner;
    if (prefix?.location.model.kind === 'prefix-final') return inner ?? prefix;
    const pattern = this.#patterns.find(([matches]) => matches(request, path))?.[1];
    if (pattern !== undefined) return this.#insideOf(pattern, request) ?? pattern;
    return inner ?? prefix ?? null;
  }

  #insideOf({ location }: Found<L>, request: HttpRequest): Found<L> | null {
    return this.#inside.get(location)?.find(request) ?? null;
  }
}

/** Found by more than its beginning, at whatever depth: patterns further out are not asked then. */
function isSettled({ location, wantsSlash }: Found<Located>, outer: Found<Located>): boolean {
  if (wantsSlash) return true;
  let at: Location | null = location.model;
  for (; at !== null && at !== outer.location.model; at = at.within) {
    if (at.kind === 'exact' || at.kind === 'regex') return true;
  }
  return false;
}
