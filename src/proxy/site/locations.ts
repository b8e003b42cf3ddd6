import { groupBy } from '../../lib/group-by.js';
import type { Location } from '../../model/nginx.js';
import type { HttpRequest } from '../http/request/request.js';
import type { Scope } from '../variables/evaluate.js';
import { compilePattern, type Matches } from '../variables/pattern.js';
import { PathPrefixes, WholePaths } from './path-index.js';

/** What a location needs to be found. */
export interface Located {
  readonly model: Location;
  /** Without modifier, one byte a character. */
  readonly pattern: string;
}

export interface Found<L> {
  readonly location: L;
  /** It is the location of the path with a slash at its end; the client is redirected there. */
  readonly wantsSlash: boolean;
}

/** Locations by the location that contains them; null = the server itself. */
type Levels<L> = ReadonlyMap<Location | null, readonly L[]>;

/** One level of locations, those of a server or those inside a location, in nginx's order of search. */
export class LocationIndex<L extends Located> {
  readonly #exact: WholePaths<Found<L>>;
  readonly #named: ReadonlyMap<string, L>;
  readonly #prefixes: PathPrefixes<Found<L>>;
  readonly #patterns: readonly (readonly [Matches<HttpRequest>, Found<L>])[];
  /** Proxied locations by their path without its slash (auto_redirect). */
  readonly #slashed: WholePaths<Found<L>>;
  readonly #inside = new Map<L, LocationIndex<L>>();

  /** The index of a server's locations, with the locations inside them. */
  static of<L extends Located>(all: readonly L[], scope: Scope): LocationIndex<L> {
    return new LocationIndex(
      groupBy(all, ({ model }) => model.within),
      scope,
      null,
    );
  }

  private constructor(levels: Levels<L>, scope: Scope, within: Location | null) {
    const level = levels.get(within) ?? [];
    for (const location of level) {
      if (levels.has(location.model)) {
        this.#inside.set(location, new LocationIndex(levels, scope, location.model));
      }
    }
    const ofKind = (...kinds: Location['kind'][]) =>
      level.filter(({ model }) => kinds.includes(model.kind));
    this.#exact = new WholePaths(byPattern(ofKind('exact')));
    this.#named = new Map(ofKind('named').map((location) => [location.pattern, location]));
    this.#prefixes = new PathPrefixes(byPattern(ofKind('prefix', 'prefix-final')));
    this.#slashed = new WholePaths(slashed(ofKind('exact', 'prefix', 'prefix-final')));
    this.#patterns = ofKind('regex').map((location) => [
      compilePattern(location.model, scope),
      found(location),
    ]);
  }

  named(name: string): L | null {
    return this.#named.get(name) ?? null;
  }

  /**
   * An exact location, otherwise the longest prefix and what is inside it. Unless that is final
   * (`^~`) or was found by more than its beginning, the first matching pattern takes precedence.
   */
  find(request: HttpRequest): Found<L> | null {
    const { path } = request;
    const exact = this.#exact.get(path);
    if (exact !== undefined) return exact;
    const prefix = this.#prefixes.longest(path);
    if (prefix?.location.pattern !== path) {
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

function found<L>(location: L): Found<L> {
  return { location, wantsSlash: false };
}

function byPattern<L extends Located>(locations: readonly L[]): Map<string, Found<L>> {
  return new Map(locations.map((location) => [location.pattern, found(location)]));
}

function slashed<L extends Located>(locations: readonly L[]): Map<string, Found<L>> {
  const proxied = locations.filter(
    ({ model, pattern }) => model.proxy !== null && pattern.endsWith('/'),
  );
  return new Map(
    proxied.map((location) => [location.pattern.slice(0, -1), { location, wantsSlash: true }]),
  );
}

/** Found by more than its beginning, at any depth: then patterns of outer levels are not tried. */
function isSettled({ location, wantsSlash }: Found<Located>, outer: Found<Located>): boolean {
  if (wantsSlash) return true;
  let at: Location | null = location.model;
  for (; at !== null && at !== outer.location.model; at = at.within) {
    if (at.kind === 'exact' || at.kind === 'regex') return true;
  }
  return false;
}
