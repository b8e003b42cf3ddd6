const CR = 13;
const SPACE = 32;

/** Entries for one field: its name in lower case, and the positions of name and value. */
export const FIELD = 4;
export const NAME_AT = 1;
export const VALUE_AT = 2;
export const VALUE_END = 3;

const NONE: readonly never[] = [];

/**
 * The field lines of one message, in the order received, as positions in its text. Values are cut
 * out on request, and lines that are passed on unchanged stay in one piece.
 */
export class HeaderList {
  readonly #text: string;
  /** `FIELD` entries for each field; one array for all, because there are very many lists. */
  readonly #fields: readonly (string | number)[];
  /** A field that may occur once (see `readFieldName`) occurs more than once. */
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

  /** Index of the first field of this (lower-case) name, -1 = none; for `valueAt` and `valueEnd`. */
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

  /** How many fields have this (lower-case) name. */
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
    // Read for every response, and few have such a field.
    return fields ?? NONE;
  }

  /** The lines `Name: value` of all fields except these (lower-case names), each ended by CRLF. */
  linesWithout(withheld: ReadonlySet<string>): string {
    let lines = '';
    // Neighbouring lines that need no change are cut out together.
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

  /** One space after the colon, and CRLF directly after the value. */
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
