/** Up to this many, comparing one after the other costs less than a look-up. */
const FEW = 8;

type Entries<T> = readonly (readonly [pattern: string, value: T])[];

/** Finds the entry for a whole path. */
export class WholePaths<T> {
  /** null = there are many. */
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

/** Finds the entry for the longest prefix of a path. */
export class PathPrefixes<T> {
  /** The longest first; null = there are many. */
  readonly #few: Entries<T> | null;
  readonly #all: ReadonlyMap<string, T>;
  /** The lengths of the prefixes, the longest first; each costs one look-up. */
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
