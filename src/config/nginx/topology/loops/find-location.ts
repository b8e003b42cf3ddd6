import { groupBy } from '../../../../lib/group-by.js';
import type { HttpServer, Location } from '../../../../model/nginx.js';
import { toLikeRegExp } from '../../values/regex.js';

/** The locations of one level: of a server, or of an outer location. */
interface Level {
  readonly exact: ReadonlyMap<string, Location>;
  readonly prefixes: ReadonlyMap<string, Location>;
  readonly longest: number;
  readonly patterns: readonly { readonly regex: RegExp; readonly location: Location }[];
}

const NO_LEVEL: Level = { exact: new Map(), prefixes: new Map(), longest: 0, patterns: [] };

/** Finds a server's locations as nginx does (ngx_http_core_find_location). */
export class LocationFinder {
  readonly #levels = new Map<Location | null, Level>();
  readonly #named = new Map<string, Location>();

  constructor({ locations }: HttpServer) {
    for (const location of locations) {
      if (location.kind === 'named') this.#named.set(location.pattern, location);
    }
    for (const [outer, some] of groupBy(locations, ({ within }) => within)) {
      this.#levels.set(outer, levelOf(some));
    }
  }

  named(name: string): Location | null {
    return this.#named.get(name) ?? null;
  }

  /** null = no location; the settings of the server apply. */
  find(path: string, outer: Location | null = null): Location | null {
    const level = this.#levels.get(outer) ?? NO_LEVEL;
    const exact = level.exact.get(path);
    if (exact) return exact;
    const prefix = longestPrefix(level, path);
    const within = prefix && this.find(path, prefix);
    // An exact location or a pattern inside ends the search; a prefix inside does not.
    if (within && (within.kind === 'exact' || within.kind === 'regex')) return within;
    const best = within ?? prefix;
    if (best?.kind === 'prefix-final') return best;
    const pattern = level.patterns.find(({ regex }) => regex.test(path))?.location;
    if (!pattern) return best;
    return this.find(path, pattern) ?? pattern;
  }
}

function levelOf(locations: readonly Location[]): Level {
  const exact = new Map<string, Location>();
  const prefixes = new Map<string, Location>();
  const patterns: { regex: RegExp; location: Location }[] = [];
  for (const location of locations) {
    const { kind, pattern, ignoreCase } = location;
    if (kind === 'exact') exact.set(pattern, location);
    else if (kind === 'regex')
      patterns.push({ regex: toLikeRegExp(pattern, ignoreCase), location });
    else if (kind !== 'named') prefixes.set(pattern, location);
  }
  let longest = 0;
  for (const { length } of prefixes.keys()) longest = Math.max(longest, length);
  return { exact, prefixes, longest, patterns };
}

function longestPrefix({ prefixes, longest }: Level, path: string): Location | null {
  for (let length = Math.min(longest, path.length); length > 0; length -= 1) {
    const found = prefixes.get(path.slice(0, length));
    if (found) return found;
  }
  return null;
}
