/** A connection on which nothing is under way: it may be closed where another needs its slot. */
export interface Reusable {
  /** Its neighbours among the `Reusables`; null = it is not among them. */
  olderReusable: Reusable | null;
  newerReusable: Reusable | null;
  /** How many had been added before it. */
  reusableNumber: number;
  /** Closes it, unless it owes its peer something after all. It has been taken out before. */
  giveWay(): void;
}

/** At most so many are closed at once, and of few only some: nginx's ngx_drain_connections(). */
const MOST_AT_ONCE = 32;
const PART_AT_ONCE = 8;

/**
 * The connections of a process that may be closed for others, in the order in which they came to
 * rest, as in nginx: clients that have not asked yet or not again, and kept connections to servers.
 * Clients whose FIN alone is waited for go first, for we wait for more of these than nginx does. All
 * are linked through themselves: every request takes its connection out and puts it back.
 */
export class Reusables {
  size = 0;
  /** Stands before the oldest and after the newest. */
  readonly #ends: Reusable;
  #added = 0;
  /** Those with a higher number are fresh. */
  #settled = 0;
  #marked = 0;
  /** Fresh ones, up to the mark and after it. */
  #freshBefore = 0;
  #freshAfter = 0;

  constructor() {
    const ends = { reusableNumber: 0, giveWay: () => undefined } as unknown as Reusable;
    ends.olderReusable = ends.newerReusable = ends;
    this.#ends = ends;
  }

  /** Those of which the kernel may hold a request that the loop has not had the time to read. */
  get fresh(): number {
    return this.#freshBefore + this.#freshAfter;
  }

  add(reusable: Reusable): void {
    if (reusable.newerReusable !== null) return;
    const newest = this.#ends.olderReusable as Reusable;
    reusable.olderReusable = newest;
    reusable.newerReusable = this.#ends;
    newest.newerReusable = this.#ends.olderReusable = reusable;
    reusable.reusableNumber = this.#added = (this.#added + 1) | 0;
    this.size++;
    this.#freshAfter++;
  }

  /** One that has had all that it asked for: it goes before all others. */
  addFirst(reusable: Reusable): void {
    if (reusable.newerReusable !== null) return;
    const oldest = this.#ends.newerReusable as Reusable;
    reusable.newerReusable = oldest;
    reusable.olderReusable = this.#ends;
    oldest.olderReusable = this.#ends.newerReusable = reusable;
    reusable.reusableNumber = this.#settled;
    this.size++;
  }

  delete(reusable: Reusable): void {
    const { olderReusable: older, newerReusable: newer } = reusable;
    if (older === null || newer === null) return;
    older.newerReusable = newer;
    newer.olderReusable = older;
    reusable.olderReusable = reusable.newerReusable = null;
    this.size--;
    if (isAfter(this.#marked, reusable)) this.#freshAfter--;
    else if (isAfter(this.#settled, reusable)) this.#freshBefore--;
  }

  /** From here on the loop is given time to read; `settle` is for those that are here now. */
  mark(): void {
    this.#marked = this.#added;
    this.#freshBefore += this.#freshAfter;
    this.#freshAfter = 0;
  }

  /** The loop has read what there was of those that were here at the mark. */
  settle(): void {
    this.#settled = this.#marked;
    this.#freshBefore = 0;
  }

  /**
   * Closes the oldest, an eighth of them but at least one and at most 32.
   * @param freshToo also those that may have asked already. @returns whether there were any.
   */
  closeOldest(freshToo = false): boolean {
    const most = Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(this.size / PART_AT_ONCE)));
    for (let closed = 0; closed < most; closed++) {
      const oldest = this.#ends.newerReusable as Reusable;
      if (oldest === this.#ends || (!freshToo && isAfter(this.#settled, oldest))) return closed > 0;
      this.delete(oldest);
      oldest.giveWay();
    }
    return true;
  }
}

/** Numbers may have gone round, so that only the difference counts. */
function isAfter(number: number, { reusableNumber }: Reusable): boolean {
  return ((reusableNumber - number) | 0) > 0;
}
