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
 * rest, as in nginx: clients that have not asked yet or not again, clients whose last answer is
 * only waited for to be taken, and kept connections to servers. They are linked through themselves,
 * for every request takes its connection out and puts it back.
 */
export class Reusables {
  size = 0;
  /** Stands before the oldest and after the newest. */
  readonly #ends: Reusable;
  #added = 0;
  #freshFrom = 0;
  #fresh = 0;

  constructor() {
    const ends = { reusableNumber: 0, giveWay: () => undefined } as unknown as Reusable;
    ends.olderReusable = ends.newerReusable = ends;
    this.#ends = ends;
  }

  /**
   * Those added since `settle`. The kernel may hold a request of theirs that the loop has not had
   * the time to read.
   */
  get fresh(): number {
    return this.#fresh;
  }

  add(reusable: Reusable): void {
    if (reusable.newerReusable !== null) return;
    const newest = this.#ends.olderReusable as Reusable;
    reusable.olderReusable = newest;
    reusable.newerReusable = this.#ends;
    newest.newerReusable = this.#ends.olderReusable = reusable;
    reusable.reusableNumber = this.#added = (this.#added + 1) | 0;
    this.size++;
    this.#fresh++;
  }

  delete(reusable: Reusable): void {
    const { olderReusable: older, newerReusable: newer } = reusable;
    if (older === null || newer === null) return;
    older.newerReusable = newer;
    newer.olderReusable = older;
    reusable.olderReusable = reusable.newerReusable = null;
    this.size--;
    if (this.#isFresh(reusable)) this.#fresh--;
  }

  /** The loop has read what there was to read of all that are here. */
  settle(): void {
    this.#freshFrom = this.#added;
    this.#fresh = 0;
  }

  /**
   * Closes the oldest, an eighth of them but at least one and at most 32.
   * @param freshToo also those that may have asked already. @returns whether there were any.
   */
  closeOldest(freshToo = false): boolean {
    const most = Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(this.size / PART_AT_ONCE)));
    for (let closed = 0; closed < most; closed++) {
      const oldest = this.#ends.newerReusable as Reusable;
      if (oldest === this.#ends || (!freshToo && this.#isFresh(oldest))) return closed > 0;
      this.delete(oldest);
      oldest.giveWay();
    }
    return true;
  }

  /** The number may have gone round, so that only the difference counts. */
  #isFresh({ reusableNumber }: Reusable): boolean {
    return ((reusableNumber - this.#freshFrom) | 0) > 0;
  }
}
