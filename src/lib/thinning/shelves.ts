import { ALL } from './sample-hash.js';

/**
 * What a row is to whoever looks for faults. Each shelf holds so many rows and no more: when it is
 * full, every second of its rows goes, by their hash.
 */
export const SHELVES = ['ordinary', 'disturbed', 'wrong', 'picked'] as const;

/**
 * - `ordinary`: went right, with nothing done to the deployment.
 * - `disturbed`: went right, and was under way in a disturbance.
 * - `wrong`: did not go right.
 * - `picked`: in no sample, and kept for a reason of its own.
 */
export type Shelf = (typeof SHELVES)[number];

/** Rows that each shelf may hold. */
export type Budgets = Readonly<Record<Shelf, number>>;

/** A row is kept while its hash is below its shelf's limit. */
export type Limits = Readonly<Record<Shelf, number>>;

/** Nothing is thinned. */
export const NO_LIMITS: Limits = { ordinary: ALL, disturbed: ALL, wrong: ALL, picked: ALL };

/** What is known of a row before anybody decides whether it is kept. */
export interface Placed {
  readonly shelf: Exclude<Shelf, 'picked'>;
  readonly hash: number;
  /** To be kept even if the sample does not have it. */
  readonly picked: boolean;
}

/** The shelf that a row stands on: its own, or that of the picked ones; null = it is not kept. */
export function standsOn({ shelf, hash, picked }: Placed, limits: Limits): Shelf | null {
  if (hash < limits[shelf]) return shelf;
  return picked && hash < limits.picked ? 'picked' : null;
}

export function isThinned(limits: Limits): boolean {
  return SHELVES.some((shelf) => limits[shelf] < ALL);
}
