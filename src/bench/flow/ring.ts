/** A queue of at most `size` items that allocates nothing after its construction. */
export class Ring<T> {
  readonly #items: (T | null)[];
  #first = 0;
  #count = 0;

  constructor(size: number) {
    this.#items = new Array<T | null>(size).fill(null);
  }

  /** The caller makes sure that there is room. */
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
