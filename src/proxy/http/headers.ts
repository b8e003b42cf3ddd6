const CR = 13;
const SPACE = 32;

/** Entries of `#marks` a field. */
const MARKS = 4;

/**
 * The field lines of one message, in the order received, as places in its text: values are cut
 * out when asked for, and lines that go on unchanged go on in one piece.
 */
export class HeaderList {
  readonly #text: string;
  /** Names in lower case. */
  readonly #keys: string[] = [];
  /** Four a field: where its name begins and ends, where its value begins and ends. */
  readonly #marks: number[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  add(key: string, start: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    this.#keys.push(key);
    this.#marks.push(start, nameEnd, valueStart, valueEnd);
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

  /** All values of this (lower-case) name. */
  all(key: string): string[] {
    const values: string[] = [];
    for (let field = 0; field < this.#keys.length; field++) {
      if (this.#keys[field] === key) values.push(this.#value(field));
    }
    return values;
  }

  /** Name as received, and value, of every field of this (lower-case) name. */
  named(key: string): (readonly [name: string, value: string])[] {
    const fields: (readonly [string, string])[] = [];
    for (let field = 0; field < this.#keys.length; field++) {
      if (this.#keys[field] !== key) continue;
      const name = this.#text.slice(this.#mark(field, 0), this.#mark(field, 1));
      fields.push([name, this.#value(field)]);
    }
    return fields;
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
        const name = this.#text.slice(start, this.#mark(field, 1));
        lines += `${this.#text.slice(from, to)}${name}: ${this.#value(field)}\r\n`;
        from = to = 0;
        continue;
      }
      if (start !== to) {
        lines += this.#text.slice(from, to);
        from = start;
      }
      to = this.#mark(field, 3) + 2;
    }
    return lines + this.#text.slice(from, to);
  }

  /** One space after the colon, and CRLF right after the value. */
  #standsAsWritten(field: number): boolean {
    const nameEnd = this.#mark(field, 1);
    return (
      this.#mark(field, 2) === nameEnd + 2 &&
      this.#text.charCodeAt(nameEnd + 1) === SPACE &&
      this.#text.charCodeAt(this.#mark(field, 3)) === CR
    );
  }

  #value(field: number): string {
    return this.#text.slice(this.#mark(field, 2), this.#mark(field, 3));
  }

  #mark(field: number, which: number): number {
    return this.#marks[field * MARKS + which] ?? 0;
  }
}
