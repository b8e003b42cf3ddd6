/** Inclusive at both ends. */
type PortRange = readonly [low: number, high: number];

/** Pairs remembered at most; a source that is a variable may be anything. */
const MAX_PAIRS = 65_536;

/**
 * `proxy_bind_ports`: the source port of each new connection, one after the other for each source
 * and destination. The kernel refuses one that is taken, by whomever, and the next is tried; each
 * process begins somewhere else, so that workers seldom meet.
 */
export class PortCursors {
  /** Tries after which one connection gives up: every port once, but not without end. */
  readonly tries: number;
  readonly #low: number;
  readonly #size: number;
  readonly #random: () => number;
  /** Offset of the next port, by source and destination. */
  readonly #next = new Map<string, number>();

  /** @param random 0 up to 1, as Math.random. */
  constructor([low, high]: PortRange, random: () => number) {
    this.#low = low;
    this.#size = high - low + 1;
    this.#random = random;
    this.tries = Math.min(this.#size, 4096);
  }

  next(source: string, destination: string): number {
    const pair = `${source} ${destination}`;
    const offset = this.#next.get(pair) ?? this.#begin();
    this.#next.set(pair, (offset + 1) % this.#size);
    return this.#low + offset;
  }

  #begin(): number {
    if (this.#next.size >= MAX_PAIRS) this.#next.clear();
    return Math.floor(this.#random() * this.#size);
  }
}
