/** Draws that a seed repeats (mulberry32). */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** From 0 to below `limit`. */
  int(limit) {
    return Math.floor(this.next() * limit);
  }

  chance(share) {
    return this.next() < share;
  }

  pick(list) {
    return list[this.int(list.length)];
  }

  /** Mostly small, at times as large as `most`: the exponent is drawn, not the number. */
  size(most) {
    return Math.floor(2 ** (this.next() * Math.log2(most + 1)));
  }

  /** One byte a character. */
  bytes(length) {
    return String.fromCharCode(...Array.from({ length }, () => this.int(256)));
  }
}

/** A seed of its own for the nth draw of a named target. */
export function seedOf(seed, name, nth) {
  let hash = seed ^ Math.imul(nth + 1, 0x9e3779b1);
  for (const char of name) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}
