/** Up to so many, comparing one after the other costs less than to look up. */
const FEW = 8;

type Entries<T> = readonly (readonly [pattern: string, value: T])[];

/** Finds what is for a whole path. */
export class WholePaths<T> {
  /** null = they are many. */
  readonly #few: Entries<T> | null;
  readonly #all: ReadonlyMap<string, T>;

  constructor(all: ReadonlyMap<string, T>) {
    this.#few = all.size <= FEW ? [...all] : null;
    this.#all = all;
  }

  get(path: string): T | undefined {
    if (this.#few === null) return this.#all.get(path);
    for (const [whole, value] of this.#few) if (whole === path) return value;
    return undefined;
  }
}

/** Finds what is for the longest of some beginnings that a path has. */
export class PathPrefixes<T> {
  /** The longest first; null = they are many. */
  readonly #few: Entries<T> | null;
  readonly #all: ReadonlyMap<string, T>;
  /** Those that prefixes have, the longest first: each is one look-up. */
  readonly #lengths: readonly number[];

  constructor(all: ReadonlyMap<string, T>) {
    const entries = [...all].sort(([a], [b]) => b.length - a.length);
    this.#few = all.size <= FEW ? entries : null;
    this.#all = all;
    this.#lengths = [...new Set(entries.map(([{ length }]) => length))];
  }

  longest(path: string): T | undefined {
    if (this.#few === null) return this.#lookUp(path);
    for (const [prefix, value] of this.#few) if (path.startsWith(prefix)) return value;
    return undefined;
  }

  #lookUp(path: string): T | undefined {
    for (const length of this.#lengths) {
      const found = length > path.length ? undefined : this.#all.get(path.slice(0, length));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
