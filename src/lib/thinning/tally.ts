/** The number of rows in each cell, whether they are kept or not. */
export type CellCounts<C> = readonly (readonly [cell: C, count: number])[];

/**
 * More cells than this do not come from a normal deployment, but for example from answers that each
 * name a different backend.
 */
const CELLS_MOST = 2000;

/** Exact counts by cell. */
export class Tally<C extends object> {
  readonly #counts = new Map<string, number>();
  readonly #cells = new Map<string, C>();
  readonly #changed = new Map<string, number>();
  readonly #coarser: (cell: C) => C;

  /** @param coarser the cell to count in when there are too many */
  constructor(coarser: (cell: C) => C) {
    this.#coarser = coarser;
  }

  add(cell: C, count = 1): void {
    const key = this.keyOf(cell);
    if (!this.#cells.has(key))
      this.#cells.set(key, key === keyIn(cell) ? cell : this.#coarser(cell));
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
    this.#changed.set(key, (this.#changed.get(key) ?? 0) + count);
  }

  addAll(counts: CellCounts<C>): void {
    for (const [cell, count] of counts) this.add(cell, count);
  }

  copy(): Tally<C> {
    const copy = new Tally(this.#coarser);
    copy.addAll(this.all());
    return copy;
  }

  /** What was added since the last call. */
  changes(): CellCounts<C> {
    const changes = this.#entries(this.#changed);
    this.#changed.clear();
    return changes;
  }

  /** The name under which a cell is counted. */
  keyOf(cell: C): string {
    const key = keyIn(cell);
    return this.#cells.has(key) || this.#cells.size < CELLS_MOST ? key : keyIn(this.#coarser(cell));
  }

  /** By the name of the cell. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  all(): CellCounts<C> {
    return this.#entries(this.#counts);
  }

  #entries(counts: ReadonlyMap<string, number>): CellCounts<C> {
    return [...counts].map(([key, count]) => [this.#cells.get(key) as C, count]);
  }
}

function keyIn(cell: object): string {
  return Object.values(cell).join(' ');
}
