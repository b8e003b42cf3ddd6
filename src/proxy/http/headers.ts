/** The field lines of one message, in the order received; names are compared in lower case. */
export class HeaderList {
  /** Three entries a field: name as received, name in lower case, value. */
  readonly entries: string[] = [];

  add(name: string, key: string, value: string): void {
    this.entries.push(name, key, value);
  }

  /** Value of the first field of this (lower-case) name. */
  get(key: string): string | undefined {
    const { entries } = this;
    for (let at = 1; at < entries.length; at += 3) {
      if (entries[at] === key) return entries[at + 1];
    }
    return undefined;
  }

  /** All values of this (lower-case) name. */
  all(key: string): string[] {
    const { entries } = this;
    const values: string[] = [];
    for (let at = 1; at < entries.length; at += 3) {
      if (entries[at] === key) values.push(entries[at + 1] ?? '');
    }
    return values;
  }
}
