import { type ByteReader, type ByteWriter, unzigzag, zigzag } from './bytes.js';
import { type Column, type Columns, type ColumnType, Growing } from './column.js';

/** Whole numbers from 0 on, of one, two or four bytes. */
export const u8: ColumnType<number> = () => new WholeColumn(new Growing(Uint8Array), 2 ** 8);
export const u16: ColumnType<number> = () => new WholeColumn(new Growing(Uint16Array), 2 ** 16);
export const u32: ColumnType<number> = () => new WholeColumn(new Growing(Uint32Array), 2 ** 32);
/** Whole numbers up to 2^53, such as counts of bytes. */
export const whole: ColumnType<number> = () => new WholeColumn(new Growing(Float64Array), 2 ** 53);

/** Whole numbers up to 2^53, or null. */
export const maybeWhole: ColumnType<number | null> = () => new MaybeColumn(1);

/** Whole numbers of two bytes or null, which takes the largest value. */
export const maybeU16: ColumnType<number | null> = () => {
  const column = u16();
  return {
    ...passedOn(column),
    push: (value) => column.push(value === null ? 0 : value + 1),
    at: (row) => (column.at(row) === 0 ? null : column.at(row) - 1),
  };
};

/** Yes or no. */
export const flag: ColumnType<boolean> = () => {
  const column = u8();
  return {
    ...passedOn(column),
    push: (value) => column.push(value ? 1 : 0),
    at: (row) => column.at(row) === 1,
  };
};

/** How many rows a row stands for; 1 if the row does not say. */
export const weight: ColumnType<number> = () => new WeightColumn();

/**
 * Times are kept in hundredths of a millisecond, which is finer than the agreement between any two
 * clocks of a run.
 */
const TIME_STEPS = 100;

/**
 * Milliseconds, rounded to a hundredth when they are pushed, so that the values that are judged are
 * those that are stored.
 * @param since an earlier column of times: each row is written as the difference to its value
 *   there, which is short
 */
export function time(since?: string): ColumnType<number> {
  return () => new MaybeColumn(TIME_STEPS, since) as Column<number>;
}

/** The same, or null. */
export function maybeTime(since?: string): ColumnType<number | null> {
  return () => new MaybeColumn(TIME_STEPS, since);
}

/** The members that a column takes over from the column that stores its values in another form. */
function passedOn(column: Column<number>): Pick<Column<unknown>, 'arrays' | 'write' | 'read'> {
  return {
    arrays: column.arrays,
    write: (out, earlier) => column.write(out, earlier),
    read: (from, rows, earlier) => column.read(from, rows, earlier),
  };
}

class WholeColumn implements Column<number> {
  readonly arrays: readonly [Growing];
  readonly #limit: number;

  constructor(values: Growing, limit: number) {
    this.arrays = [values];
    this.#limit = limit;
  }

  push(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value >= this.#limit) {
      throw new RangeError(`${value} is no whole number below ${this.#limit}`);
    }
    this.arrays[0].push(value);
  }

  at(row: number): number {
    return this.arrays[0].at(row);
  }

  write(out: ByteWriter): void {
    for (const value of this.arrays[0].values()) out.whole(value);
  }

  read(from: ByteReader, rows: number): void {
    for (let row = 0; row < rows; row++) this.push(from.whole());
  }
}

/**
 * Numbers in steps of a fraction, or null, which NaN represents. A row is written as the number of
 * steps since the row before, or since the same row of another column: 0 = null, and from 1 on the
 * difference.
 */
class MaybeColumn implements Column<number | null> {
  readonly arrays = [new Growing(Float64Array)] as const;
  readonly #steps: number;
  readonly #since: string | undefined;

  constructor(steps: number, since?: string) {
    this.#steps = steps;
    this.#since = since;
  }

  push(value: number | null): void {
    if (value === null) {
      this.arrays[0].push(Number.NaN);
      return;
    }
    const steps = Math.round(value * this.#steps);
    // Times four, because the difference of two of them has to fit as well.
    if (!Number.isSafeInteger(steps * 4)) throw new RangeError(`${value} is too large`);
    // Avoids a negative zero, which would be read back as 0.
    this.arrays[0].push(steps / this.#steps + 0);
  }

  at(row: number): number | null {
    const value = this.arrays[0].at(row);
    return Number.isNaN(value) ? null : value;
  }

  write(out: ByteWriter, earlier: Columns): void {
    const from = this.#base(earlier);
    let before = 0;
    const [values] = this.arrays;
    for (let row = 0; row < values.length; row++) {
      const value = values.at(row);
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
  readonly arrays = [new Growing(Float64Array)] as const;

  push(value: number | undefined): void {
    this.arrays[0].push(value ?? 1);
  }

  at(row: number): number {
    return this.arrays[0].at(row);
  }

  write(out: ByteWriter): void {
    for (const value of this.arrays[0].values()) out.double(value);
  }

  read(bytes: ByteReader, rows: number): void {
    for (let row = 0; row < rows; row++) this.push(bytes.double());
  }
}
