const CR = 13;
const SPACE = 32;

/** What is kept of one field: its name in lower case, and the places of name and value. */
export const FIELD = 4;
export const NAME_AT = 1;
export const VALUE_AT = 2;
export const VALUE_END = 3;

const NONE: readonly never[] = [];

/**
 * The field lines of one message, in the order received, as places in its text: values are cut
 * out when asked for, and lines that go on unchanged go on in one piece.
 */
export class HeaderList {
  readonly #text: string;
  /** `FIELD` entries for each; one array for all, for there are masses of lists. */
  readonly #fields: readonly (string | number)[];
  /** A field that may stand once (see `readFieldName`) stands more than once. */
  readonly repeats: boolean;

  constructor(text: string, fields: readonly (string | number)[], repeats: boolean) {
    this.#text = text;
    this.#fields = fields;
    this.repeats = repeats;
  }

  /** Value of the first field of this (lower-case) name. */
  get(key: string): string | undefined {
    const field = this.indexOf(key);
    return field < 0 ? undefined : this.#value(field);
  }

  /** Which field is the first of this (lower-case) name, -1 = none: for `valueAt` and `valueEnd`. */
  indexOf(key: string): number {
    for (let field = 0; field < this.#fields.length; field += FIELD) {
      if (this.#fields[field] === key) return field;
    }
    return -1;
  }

  /** Where the value of a field begins in the message's text. */
  valueAt(field: number): number {
    return this.#at(field + VALUE_AT);
  }

  valueEnd(field: number): number {
    return this.#at(field + VALUE_END);
  }

  /** How many fields are of this (lower-case) name. */
  count(key: string): number {
    let count = 0;
    for (let field = 0; field < this.#fields.length; field += FIELD) {
      if (this.#fields[field] === key) count++;
    }
    return count;
  }

  /** All values of this (lower-case) name. */
  all(key: string): readonly string[] {
    let values: string[] | null = null;
    for (let field = 0; field < this.#fields.length; field += FIELD) {
      if (this.#fields[field] !== key) continue;
      values ??= [];
      values.push(this.#value(field));
    }
    return values ?? NONE;
  }

  /** Name as received, and value, of every field of this (lower-case) name. */
  named(key: string): readonly (readonly [name: string, value: string])[] {
    let fields: (readonly [string, string])[] | null = null;
    for (let field = 0; field < this.#fields.length; field += FIELD) {
      if (this.#fields[field] !== key) continue;
      fields ??= [];
      fields.push([this.#name(field), this.#value(field)]);
    }
    // Asked of every response, which seldom has such a field.
    return fields ?? NONE;
  }

  /** The lines `Name: value` of all fields but these (lower-case names), each ended by CRLF. */
  linesWithout(withheld: ReadonlySet<string>): string {
    let lines = '';
    // Lines that stand side by side as they are to be written are cut out together.
    let from = 0;
    let to = 0;
    for (let field = 0; field < this.#fields.length; field += FIELD) {
      if (withheld.has(this.#fields[field] as string)) continue;
      const start = this.#at(field + NAME_AT);
      if (!this.#standsAsWritten(field)) {
        lines += `${this.#text.slice(from, to)}${this.#name(field)}: ${this.#value(field)}\r\n`;
        from = to = 0;
        continue;
      }
      if (start !== to) {
        lines += this.#text.slice(from, to);
        from = start;
      }
      to = this.valueEnd(field) + 2;
    }
    return lines + this.#text.slice(from, to);
  }

  /** One space after the colon, and CRLF right after the value. */
  #standsAsWritten(field: number): boolean {
    const nameEnd = this.#nameEnd(field);
    return (
      this.valueAt(field) === nameEnd + 2 &&
      this.#text.charCodeAt(nameEnd + 1) === SPACE &&
      this.#text.charCodeAt(this.valueEnd(field)) === CR
    );
  }

  #name(field: number): string {
    return this.#text.slice(this.#at(field + NAME_AT), this.#nameEnd(field));
  }

  #nameEnd(field: number): number {
    return this.#at(field + NAME_AT) + (this.#fields[field] as string).length;
  }

  #value(field: number): string {
    return this.#text.slice(this.valueAt(field), this.valueEnd(field));
  }

  #at(mark: number): number {
    return this.#fields[mark] as number;
  }
}
