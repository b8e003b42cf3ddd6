/** A queue of at most `size` things that allocates nothing once it is made. */
export class Ring<T> {
  readonly #items: (T | null)[];
  #first = 0;
  #count = 0;

  constructor(size: number) {
    this.#items = new Array<T | null>(size).fill(null);
  }

  /** There must be room. */
  push(item: T): void {
    this.#items[(this.#first + this.#count) % this.#items.length] = item;
    this.#count++;
  }

  /** The oldest; null = it is empty. */
  shift(): T | null {
    if (this.#count === 0) return null;
    const item = this.#items[this.#first] as T;
    this.#items[this.#first] = null;
    this.#first = (this.#first + 1) % this.#items.length;
    this.#count--;
    return item;
  }
}
