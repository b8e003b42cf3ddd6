/**
 * A connection without a request in flight, which may be closed when another connection needs its
 * slot.
 */
export interface Reusable {
  /** Its neighbours among the `Reusables`; null = it is not among them. */
  olderReusable: Reusable | null;
  newerReusable: Reusable | null;
  /** How many were added before it. */
  reusableNumber: number;
  /**
   * Closes the connection, unless its peer is still owed something. It has been removed from the
   * list before.
   */
  giveWay(): void;
}

/** Most connections closed at once; of few only a part is closed: nginx's ngx_drain_connections(). */
const MOST_AT_ONCE = 32;
const PART_AT_ONCE = 8;

/**
 * The connections of a process that may be closed for others, in the order in which they became
 * idle, as in nginx: clients that have not sent a request or no further one, and kept connections
 * to servers. Clients whose FIN is awaited go first, because here there are more of them than in
 * nginx. The connections link each other, because every request removes its connection and adds it
 * again.
 */
export class Reusables {
  size = 0;
  /** The node before the oldest and after the newest. */
  readonly #ends: Reusable;
  #added = 0;
  /** Connections with a higher number are fresh. */
  #settled = 0;
  #marked = 0;
  /** Number of fresh ones, up to the mark and after it. */
  #freshBefore = 0;
  #freshAfter = 0;

  constructor() {
    const ends = { reusableNumber: 0, giveWay: () => undefined } as unknown as Reusable;
    ends.olderReusable = ends.newerReusable = ends;
    this.#ends = ends;
  }

  /** Number of connections of which the kernel may hold a request that the loop has not yet read. */
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

  /** Adds a connection whose client has got everything it asked for; it is closed before all others. */
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

  /** From here on the loop gets time to read; `settle` is for the connections that are here now. */
  mark(): void {
    this.#marked = this.#added;
    this.#freshBefore += this.#freshAfter;
    this.#freshAfter = 0;
  }

  /** The loop has read everything from the connections that were here at the mark. */
  settle(): void {
    this.#settled = this.#marked;
    this.#freshBefore = 0;
  }

  /**
   * Closes the oldest: an eighth of them, at least one and at most 32.
   * @param freshToo also those that may already have sent a request. @returns whether there were
   *   any
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

/** Numbers may overflow, so only the difference counts. */
function isAfter(number: number, { reusableNumber }: Reusable): boolean {
  return ((reusableNumber - number) | 0) > 0;
}
