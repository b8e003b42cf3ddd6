import { ALL } from './sample-hash.js';

/**
 * The shelf of a row says how important the row is in a search for faults. When a table is full,
 * half of the rows on its fullest shelf are removed, by their hash.
 */
const SHELVES = ['ordinary', 'disturbed', 'wrong', 'novel', 'picked'] as const;

/**
 * - `ordinary`: correct, with nothing done to the deployment.
 * - `disturbed`: correct, and in flight during a disturbance.
 * - `wrong`: not correct.
 * - `novel`: unlike all before it, and so kept though thousands may be wrong. There are few.
 * - `picked`: in no sample, and kept for another reason.
 */
export type Shelf = (typeof SHELVES)[number];

/** The shelf that a row has by its own content. */
export type OwnShelf = Exclude<Shelf, 'picked'>;

/** The part of a full table that is reserved for each shelf. */
const SHARES: Readonly<Record<Shelf, number>> = {
  ordinary: 0.4,
  disturbed: 0.3,
  wrong: 0.15,
  novel: 0.05,
  picked: 0.1,
};

/** The shelf that has the most rows in relation to its share. */
export function fullest(rows: Readonly<Record<Shelf, number>>): Shelf {
  return SHELVES.reduce((a, b) => (rows[b] / SHARES[b] > rows[a] / SHARES[a] ? b : a));
}

/** A row is kept while its hash is below the limit of its shelf. */
export type Limits = Readonly<Record<Shelf, number>>;

/** Every row is kept. */
export const NO_LIMITS: Limits = {
  ordinary: ALL,
  disturbed: ALL,
  wrong: ALL,
  novel: ALL,
  picked: ALL,
};

/** What is known of a row before it is decided whether it is kept. */
export interface Placed {
  readonly shelf: OwnShelf;
  readonly hash: number;
  /** It is kept even if the sample does not contain it. */
  readonly picked: boolean;
}

/** The shelf of a row: its own, or that of the picked ones; null = it is not kept. */
export function standsOn({ shelf, hash, picked }: Placed, limits: Limits): Shelf | null {
  if (hash < limits[shelf]) return shelf;
  return picked && hash < limits.picked ? 'picked' : null;
}

export function isThinned(limits: Limits): boolean {
  return SHELVES.some((shelf) => limits[shelf] < ALL);
}

export type Place = Pick<Placed, 'shelf' | 'picked'>;

const PICKED = 128;

/** A place in one byte: the shelf's number, plus 128 for a picked row. */
export function placeByte({ shelf, picked }: Place): number {
  return SHELVES.indexOf(shelf) + (picked ? PICKED : 0);
}

export function placeOf(byte: number): Place {
  return { shelf: SHELVES[byte % PICKED] as OwnShelf, picked: byte >= PICKED };
}
