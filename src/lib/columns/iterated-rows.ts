import type { Rows } from '../../model/ledger.js';

/** Rows that are made as they are read. All methods that search them read them in order. */
export abstract class IteratedRows<T> implements Rows<T> {
  abstract readonly length: number;
  abstract at(row: number): T | undefined;
  abstract [Symbol.iterator](): Iterator<T>;

  find(keep: (row: T) => boolean): T | undefined {
    for (const row of this) if (keep(row)) return row;
    return undefined;
  }

  some(keep: (row: T) => boolean): boolean {
    return this.find(keep) !== undefined;
  }

  every(keep: (row: T) => boolean): boolean {
    return !this.some((row) => !keep(row));
  }

  filter(keep: (row: T) => boolean): T[] {
    const kept: T[] = [];
    for (const row of this) if (keep(row)) kept.push(row);
    return kept;
  }
}
