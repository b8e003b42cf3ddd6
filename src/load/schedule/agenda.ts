/** Something that asked to be woken once. */
export interface Sleeper {
  /**
   * When to wake it next; Infinity = not at all. The agenda's `wake` writes it, and a differing
   * entry is stale.
   */
  dueMs: number;
  due(nowMs: number): void;
}

/**
 * Everything that a worker has to do at a given time: one heap and one timer. A setTimeout for each
 * of ten thousand connections would cost more than the connections.
 */
export class Agenda {
  readonly #heap: { readonly atMs: number; readonly sleeper: Sleeper }[] = [];
  readonly #onEarlier: (atMs: number) => void;

  /** @param onEarlier called whenever the earliest entry is replaced by an earlier one */
  constructor(onEarlier: (atMs: number) => void = () => undefined) {
    this.#onEarlier = onEarlier;
  }

  /** Time of the earliest entry; Infinity when there is none. */
  get nextMs(): number {
    return this.#heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  /** Wakes `sleeper` at `atMs` instead of at the time asked for before. */
  wake(sleeper: Sleeper, atMs: number): void {
    sleeper.dueMs = atMs;
    if (atMs === Number.POSITIVE_INFINITY) return;
    const before = this.nextMs;
    this.#heap.push({ atMs, sleeper });
    this.#siftUp(this.#heap.length - 1);
    if (atMs < before) this.#onEarlier(atMs);
  }

  /** Calls every sleeper that is due by `nowMs`, each once, the earliest first. */
  run(nowMs: number): void {
    for (let first = this.#heap[0]; first && first.atMs <= nowMs; first = this.#heap[0]) {
      this.#dropFirst();
      // The sleeper has asked for another time since, so this entry is stale.
      if (first.sleeper.dueMs !== first.atMs) continue;
      first.sleeper.dueMs = Number.POSITIVE_INFINITY;
      first.sleeper.due(nowMs);
    }
  }

  #dropFirst(): void {
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#siftDown(0);
  }

  #siftUp(index: number): void {
    let at = index;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#at(parent) <= this.#at(at)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #siftDown(index: number): void {
    let at = index;
    for (;;) {
      const left = 2 * at + 1;
      const child = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(at) <= this.#at(child)) return;
      this.#swap(at, child);
      at = child;
    }
  }

  #at(index: number): number {
    return this.#heap[index]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const one = this.#heap[a];
    const other = this.#heap[b];
    if (!one || !other) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}
