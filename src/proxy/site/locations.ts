import type { Location } from '../../model/nginx.js';
import { compileRegex } from './regex.js';

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
  readonly #regexes: readonly { readonly regex: RegExp; readonly location: L }[];

  constructor(locations: readonly L[]) {
    for (const location of locations) {
      const { kind, pattern } = location.model;
      if (kind === 'exact') this.#exact.set(pattern, location);
      if (kind === 'named') this.#named.set(pattern, location);
    }
    this.#prefixes = locations
      .filter(({ model }) => model.kind === 'prefix' || model.kind === 'prefix-final')
      .sort((a, b) => b.model.pattern.length - a.model.pattern.length);
    this.#regexes = locations
      .filter(({ model }) => model.kind === 'regex')
      .map((location) => {
        const { pattern, ignoreCase, place } = location.model;
        return { regex: compileRegex(pattern, ignoreCase, place), location };
      });
  }

  named(name: string): L | null {
    return this.#named.get(name) ?? null;
  }

  /** Exact, else the longest prefix if it is final (`^~`), else the first regex, else that prefix. */
  find(path: string): L | null {
    const exact = this.#exact.get(path);
    if (exact !== undefined) return exact;
    const prefix = this.#prefixes.find(({ model }) => path.startsWith(model.pattern)) ?? null;
    if (prefix?.model.kind === 'prefix-final') return prefix;
    return this.#regexes.find(({ regex }) => regex.test(path))?.location ?? prefix;
  }

  /** Whether `/name` is to be sent on to `/name/`, a proxied prefix location (auto_redirect). */
  wantsSlash(path: string): boolean {
    return this.#prefixes.some(({ model }) => model.proxy !== null && model.pattern === `${path}/`);
  }
}
