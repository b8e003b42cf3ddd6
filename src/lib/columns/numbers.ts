import { type ByteReader, type ByteWriter, unzigzag, zigzag } from './bytes.js';
import { type Column, type Columns, type ColumnType, Growing } from './column.js';

/** Stands for a missing value in arrays of floating point numbers. */
const MISSING = Number.NaN;

/** Whole numbers from 0 on, of one, two or four bytes. */
export const u8: ColumnType<number> = () => new WholeColumn(new Growing(bytes), 2 ** 8);
export const u16: ColumnType<number> = () => new WholeColumn(new Growing(pairs), 2 ** 16);
export const u32: ColumnType<number> = () => new WholeColumn(new Growing(quads), 2 ** 32);
/** Whole numbers up to 2^53, such as counts of bytes. */
export const whole: ColumnType<number> = () => new WholeColumn(new Growing(doubles), 2 ** 53);

/** Whole numbers up to 2^53, or null. */
export const maybeWhole: ColumnType<number | null> = () => new MaybeColumn(new Growing(doubles), 1);

/** For how many a row stands; 1 where it does not say. */
export const weight: ColumnType<number> = () => new WeightColumn();

/** Yes or no. */
export const flag: ColumnType<boolean> = () => {
  const column = u8();
  return {
    push: (value) => column.push(value ? 1 : 0),
    at: (row) => column.at(row) === 1,
    move: (from, to) => column.move(from, to),
    truncate: (rows) => column.truncate(rows),
    write: (out, earlier) => column.write(out, earlier),
    read: (from, rows, earlier) => column.read(from, rows, earlier),
  };
};

/** Hundredths of a millisecond, which is finer than any two clocks of a run agree. */
const TIME_STEPS = 100;

/**
 * Milliseconds, rounded to a hundredth when they are pushed, so that the values that are judged are
 * those that are stored.
 * @param since an earlier column of times: each row is written as the difference to its value
 *   there, which is short
 */
export function time(since?: string): ColumnType<number> {
  return () => new MaybeColumn(new Growing(doubles), TIME_STEPS, since) as Column<number>;
}

/** The same, or null. */
export function maybeTime(since?: string): ColumnType<number | null> {
  return () => new MaybeColumn(new Growing(doubles), TIME_STEPS, since);
}

function bytes(length: number): Uint8Array {
  return new Uint8Array(length);
}

function pairs(length: number): Uint16Array {
  return new Uint16Array(length);
}

function quads(length: number): Uint32Array {
  return new Uint32Array(length);
}

function doubles(length: number): Float64Array {
  return new Float64Array(length);
}

class WholeColumn implements Column<number> {
  readonly #values: Growing<Uint8Array | Uint16Array | Uint32Array | Float64Array>;
  readonly #limit: number;

  constructor(
    values: Growing<Uint8Array | Uint16Array | Uint32Array | Float64Array>,
    limit: number,
  ) {
    this.#values = values;
    this.#limit = limit;
  }

  push(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value >= this.#limit) {
      throw new RangeError(`${value} is no whole number below ${this.#limit}`);
    }
    this.#values.push(value);
  }

  at(row: number): number {
    return this.#values.at(row);
  }

  move(from: number, to: number): void {
    this.#values.move(from, to);
  }

  truncate(rows: number): void {
    this.#values.truncate(rows);
  }

  write(out: ByteWriter): void {
    for (const value of this.#values.values()) out.whole(value);
  }

  read(from: ByteReader, rows: number): void {
    for (let row = 0; row < rows; row++) this.push(from.whole());
  }
}

/**
 * Numbers in steps of a fraction, or null. A row is written as the number of steps since the row
 * before, or since the same row of another column: 0 = null, and from 1 on the difference.
 */
class MaybeColumn implements Column<number | null> {
  readonly #values: Growing<Float64Array>;
  readonly #steps: number;
  readonly #since: string | undefined;

  constructor(values: Growing<Float64Array>, steps: number, since?: string) {
    this.#values = values;
    this.#steps = steps;
    this.#since = since;
  }

  push(value: number | null): void {
    if (value === null) {
      this.#values.push(MISSING);
      return;
    }
    const steps = Math.round(value * this.#steps);
    // Times four, because the difference of two of them has to fit as well.
    if (!Number.isSafeInteger(steps * 4)) throw new RangeError(`${value} is too large`);
    // Avoids a negative zero, which would be read back as 0.
    this.#values.push(steps / this.#steps + 0);
  }

  at(row: number): number | null {
    const value = this.#values.at(row);
    return Number.isNaN(value) ? null : value;
  }

  move(from: number, to: number): void {
    this.#values.move(from, to);
  }

  truncate(rows: number): void {
    this.#values.truncate(rows);
  }

  write(out: ByteWriter, earlier: Columns): void {
    const from = this.#base(earlier);
    let before = 0;
    for (const [row, value] of this.#values.values().entries()) {
      if (Number.isNaN(value)) {
        out.whole(0);
        continue;
      }
      const steps = this.#stepsOf(value);
      out.whole(1 + zigzag(steps - (from ? this.#stepsOf(from(row) ?? 0) : before)));
      before = steps;
    }
  }

  read(bytes: ByteReader, rows: number, earlier: Columns): void {
    const from = this.#base(earlier);
    let before = 0;
    for (let row = 0; row < rows; row++) {
      const code = bytes.whole();
      if (code === 0) {
        this.push(null);
        continue;
      }
      const steps = unzigzag(code - 1) + (from ? this.#stepsOf(from(row) ?? 0) : before);
      this.push(steps / this.#steps);
      before = steps;
    }
  }

  #stepsOf(value: number): number {
    return Math.round(value * this.#steps);
  }

  #base(earlier: Columns): ((row: number) => number | null) | null {
    if (this.#since === undefined) return null;
    const column = earlier.get(this.#since) as Column<number | null> | undefined;
    if (!column) throw new Error(`no earlier column is called ${this.#since}`);
    return (row) => column.at(row);
  }
}

class WeightColumn implements Column<number> {
  readonly #values = new Growing(doubles);

  push(value: number | undefined): void {
    this.#values.push(value ?? 1);
  }

  at(row: number): number {
    return this.#values.at(row);
  }

  move(from: number, to: number): void {
    this.#values.move(from, to);
  }

  truncate(rows: number): void {
    this.#values.truncate(rows);
  }

  write(out: ByteWriter): void {
    for (const value of this.#values.values()) out.double(value);
  }

  read(bytes: ByteReader, rows: number): void {
    for (let row = 0; row < rows; row++) this.push(bytes.double());
  }
}
