/** The number of rows in each cell, whether they are kept or not. */
export type CellCounts<C> = readonly (readonly [cell: C, count: number])[];

/**
 * More cells than this do not come from a normal deployment, but for example from answers that each
 * name a different backend.
 */
const CELLS_MOST = 2000;

interface Entry<C> {
  readonly cell: C;
  count: number;
  /** How many of them `changes` has not returned yet. */
  unsaid: number;
}

/** Exact counts by cell. */
export class Tally<C extends object> {
  readonly #entries = new Map<string, Entry<C>>();
  #changed: Entry<C>[] = [];
  readonly #nameOf: (cell: C) => string;
  readonly #coarser: (cell: C) => C;

  /**
   * @param nameOf a different name for each cell
   * @param coarser the cell to count in when there are too many
   */
  constructor(nameOf: (cell: C) => string, coarser: (cell: C) => C) {
    this.#nameOf = nameOf;
    this.#coarser = coarser;
  }

  add(cell: C, count = 1): void {
    const entry = this.#entries.get(this.#nameOf(cell)) ?? this.#entryFor(cell);
    entry.count += count;
    if (entry.unsaid === 0) this.#changed.push(entry);
    entry.unsaid += count;
  }

  addAll(counts: CellCounts<C>): void {
    for (const [cell, count] of counts) this.add(cell, count);
  }

  copy(): Tally<C> {
    const copy = new Tally(this.#nameOf, this.#coarser);
    copy.addAll(this.all());
    return copy;
  }

  /** What was added since the last call. */
  changes(): CellCounts<C> {
    const changes = this.#changed.map(({ cell, unsaid }) => [cell, unsaid] as const);
    for (const entry of this.#changed) entry.unsaid = 0;
    this.#changed = [];
    return changes;
  }

  /** The name of the cell in which this cell is counted. */
  keyOf(cell: C): string {
    const name = this.#nameOf(cell);
    return this.#entries.has(name) ? name : this.#nameOf(this.#coarser(cell));
  }

  /** By the name of the cell. */
  get counts(): ReadonlyMap<string, number> {
    return new Map(Array.from(this.#entries, ([name, { count }]) => [name, count]));
  }

  all(): CellCounts<C> {
    return Array.from(this.#entries.values(), ({ cell, count }) => [cell, count]);
  }

  #entryFor(cell: C): Entry<C> {
    const counted = this.#entries.size < CELLS_MOST ? cell : this.#coarser(cell);
    const name = this.#nameOf(counted);
    const entry = this.#entries.get(name) ?? { cell: counted, count: 0, unsaid: 0 };
    this.#entries.set(name, entry);
    return entry;
  }
}
