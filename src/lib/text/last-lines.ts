/** Enough for the reason that a command gives last; what stands before it is its progress. */
const LINES = 20;
const CHARACTERS = 4000;

/** The end of an output of any length. */
export class LastLines {
  #text = '';

  add(text: string): void {
    this.#text = (this.#text + text.slice(-CHARACTERS)).slice(-CHARACTERS);
  }

  /** Without the line feeds; none for an output of blanks alone. */
  lines(): string[] {
    const text = this.#text.trim();
    return text === '' ? [] : text.split(/\r?\n/).slice(-LINES);
  }
}
