import type { ByteReader, ByteWriter } from './bytes.js';
import { type Column, type ColumnType, Growing } from './column.js';

/** A longer text is cut, so that what a peer sends cannot make a ledger grow without bound. */
const LONGEST = 200;

/**
 * One of a few words.
 * @param words in an order that never changes, because files contain their numbers
 */
export function oneOf<W extends string | null>(words: readonly W[]): ColumnType<W> {
  return () => new WordColumn(words);
}

/** A word of Tidegate's own, such as a kind. It is never hidden, and later versions may add words. */
export function name<W extends string>(): ColumnType<W> {
  return () => new TextColumn(true) as Column<string> as Column<W>;
}

/** Short texts, each different one kept once. Texts above 200 characters are cut. */
export const text: ColumnType<string> = () => new TextColumn() as Column<string>;

/** The same, or null. */
export const maybeText: ColumnType<string | null> = () => new TextColumn();

/**
 * How many texts a dictionary may hold beyond twice the number of rows; they belong to rows that
 * are gone.
 */
const FORGOTTEN_MOST = 1000;

/** Gives each text a number, so that each is kept once. */
export class Dictionary {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const kept = writable(text);
    if (kept !== text) return this.numberOf(kept);
    const number = this.#texts.push(kept) - 1;
    this.#numbers.set(kept, number);
    return number;
  }

  textOf(number: number): string {
    return this.#texts[number] ?? '';
  }

  /**
   * Writes the texts with these numbers; returns a function from a text's number to the number that
   * was written.
   * @param own they are words of Tidegate's own
   */
  write(out: ByteWriter, used: Iterable<number>, own = false): (number: number) => number {
    const written = new Map<number, number>();
    for (const number of used) if (!written.has(number)) written.set(number, written.size);
    out.whole(written.size);
    for (const number of written.keys()) {
      if (own) out.name(this.textOf(number));
      else out.text(this.textOf(number));
    }
    return (number) => written.get(number) ?? 0;
  }

  /** Two texts may be equal here, if both were hidden. */
  read(bytes: ByteReader): void {
    for (let left = bytes.whole(); left > 0; left--) {
      const text = bytes.text();
      this.#numbers.set(text, this.#texts.push(text) - 1);
    }
  }

  get size(): number {
    return this.#texts.length;
  }
}

/**
 * The text, cut and as it will be read back from UTF-8, which cannot represent half of a surrogate
 * pair.
 */
function writable(text: string): string {
  return Buffer.from(text.slice(0, LONGEST), 'utf8').toString('utf8');
}

class WordColumn<W extends string | null> implements Column<W> {
  readonly arrays = [new Growing(Uint8Array)] as const;
  readonly #words: readonly W[];

  constructor(words: readonly W[]) {
    this.#words = words;
  }

  push(word: W): void {
    const code = this.#words.indexOf(word);
    if (code < 0) throw new RangeError(`${word} is none of ${this.#words.join(', ')}`);
    this.arrays[0].push(code);
  }

  at(row: number): W {
    return this.#words[this.arrays[0].at(row)] as W;
  }

  write(out: ByteWriter): void {
    for (const code of this.arrays[0].values()) out.whole(code);
  }

  read(bytes: ByteReader, rows: number): void {
    for (let row = 0; row < rows; row++) {
      const code = bytes.whole();
      if (code >= this.#words.length) throw new RangeError(`there is no word ${code}`);
      this.arrays[0].push(code);
    }
  }
}

/** Numbers of a dictionary that belongs to the column, plus 1; 0 = null. */
class TextColumn implements Column<string | null> {
  readonly arrays = [new Growing(Uint32Array)] as const;
  readonly #own: boolean;
  #dictionary = new Dictionary();

  constructor(own = false) {
    this.#own = own;
  }

  push(value: string | null): void {
    if (this.#dictionary.size > 2 * this.arrays[0].length + FORGOTTEN_MOST) this.#forget();
    this.arrays[0].push(value === null ? 0 : this.#dictionary.numberOf(value) + 1);
  }

  at(row: number): string | null {
    const code = this.arrays[0].at(row);
    return code === 0 ? null : this.#dictionary.textOf(code - 1);
  }

  /** Starts a new dictionary with only the texts that the rows use. */
  #forget(): void {
    const dictionary = new Dictionary();
    const [codes] = this.arrays;
    for (let row = 0; row < codes.length; row++) {
      const text = this.at(row);
      codes.set(row, text === null ? 0 : dictionary.numberOf(text) + 1);
    }
    this.#dictionary = dictionary;
  }

  write(out: ByteWriter): void {
    const codes = this.arrays[0].values();
    const numbers = codes.filter((code) => code > 0).map((code) => code - 1);
    const numberOf = this.#dictionary.write(out, numbers, this.#own);
    for (const code of codes) out.whole(code === 0 ? 0 : numberOf(code - 1) + 1);
  }

  read(bytes: ByteReader, rows: number): void {
    this.#dictionary.read(bytes);
    for (let row = 0; row < rows; row++) {
      const code = bytes.whole();
      if (code > this.#dictionary.size) throw new RangeError(`there is no text ${code}`);
      this.arrays[0].push(code);
    }
  }
}
