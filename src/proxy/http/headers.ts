const CR = 13;
const SPACE = 32;

/** Marks of one field: where its name begins, where its value begins and ends. */
export const MARKS = 3;

const NONE: readonly never[] = [];

/**
 * The field lines of one message, in the order received, as places in its text: values are cut
 * out when asked for, and lines that go on unchanged go on in one piece.
 */
export class HeaderList {
  readonly #text: string;
  readonly #keys: readonly string[];
  readonly #marks: readonly number[];

  /**
   * @param keys names in lower case.
   * @param marks `MARKS` for each name.
   */
  constructor(text: string, keys: readonly string[], marks: readonly number[]) {
    this.#text = text;
    this.#keys = keys;
    this.#marks = marks;
  }

  /** Value of the first field of this (lower-case) name. */
  get(key: string): string | undefined {
    for (let field = 0; field < this.#keys.length; field++) {
      if (this.#keys[field] === key) return this.#value(field);
    }
    return undefined;
  }

  /** How many fields are of this (lower-case) name. */
  count(key: string): number {
    let count = 0;
    for (const known of this.#keys) if (known === key) count++;
    return count;
  }

  /** Whether a field of one of these (lower-case) names stands more than once. */
  repeatsOneOf(names: ReadonlySet<string>): boolean {
    return this.#keys.some((key, field) => names.has(key) && this.#keys.indexOf(key) < field);
  }

  /** All values of this (lower-case) name. */
  all(key: string): string[] {
    const values: string[] = [];
    for (let field = 0; field < this.#keys.length; field++) {
      if (this.#keys[field] === key) values.push(this.#value(field));
    }
    return values;
  }

  /** Name as received, and value, of every field of this (lower-case) name. */
  named(key: string): readonly (readonly [name: string, value: string])[] {
    // Asked of every response, which seldom has such a field.
    if (!this.#keys.includes(key)) return NONE;
    return this.#keys.flatMap((known, field) =>
      known === key ? [[this.#name(field), this.#value(field)] as const] : [],
    );
  }

  /** The lines `Name: value` of all fields but these (lower-case names), each ended by CRLF. */
  linesWithout(withheld: ReadonlySet<string>): string {
    let lines = '';
    // Lines that stand side by side as they are to be written are cut out together.
    let from = 0;
    let to = 0;
    for (let field = 0; field < this.#keys.length; field++) {
      if (withheld.has(this.#keys[field] ?? '')) continue;
      const start = this.#mark(field, 0);
      if (!this.#standsAsWritten(field)) {
        lines += `${this.#text.slice(from, to)}${this.#name(field)}: ${this.#value(field)}\r\n`;
        from = to = 0;
        continue;
      }
      if (start !== to) {
        lines += this.#text.slice(from, to);
        from = start;
      }
      to = this.#mark(field, 2) + 2;
    }
    return lines + this.#text.slice(from, to);
  }

  /** One space after the colon, and CRLF right after the value. */
  #standsAsWritten(field: number): boolean {
    const nameEnd = this.#nameEnd(field);
    return (
      this.#mark(field, 1) === nameEnd + 2 &&
      this.#text.charCodeAt(nameEnd + 1) === SPACE &&
      this.#text.charCodeAt(this.#mark(field, 2)) === CR
    );
  }

  #name(field: number): string {
    return this.#text.slice(this.#mark(field, 0), this.#nameEnd(field));
  }

  #nameEnd(field: number): number {
    return this.#mark(field, 0) + (this.#keys[field]?.length ?? 0);
  }

  #value(field: number): string {
    return this.#text.slice(this.#mark(field, 1), this.#mark(field, 2));
  }

  #mark(field: number, which: number): number {
    return this.#marks[field * MARKS + which] ?? 0;
  }
}
