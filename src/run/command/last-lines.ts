/** Enough for the reason that a command gives last; what stands before it is its progress. */
const LINES = 20;
const CHARACTERS = 4000;

/** The end of an output of any length. */
export class LastLines {
  #text = '';

  add(text: string): void {
    this.#text = (this.#text + text.slice(-CHARACTERS)).slice(-CHARACTERS);
  }

  toString(): string {
    return this.#text.trim().split('\n').slice(-LINES).join('\n');
  }
}
