/** Both ends inclusive. */
type PortRange = readonly [low: number, high: number];

/** Most pairs that are remembered, because a source that is a variable can be anything. */
const MAX_PAIRS = 65_536;

/**
 * `proxy_bind_ports`: the source ports of new connections, one after the other for each source and
 * destination. The kernel refuses a port that is taken, and the next one is tried. Each process
 * begins at a different port, so that workers seldom collide.
 */
export class PortCursors {
  /** How many ports one connection tries: every port once, up to a limit. */
  readonly tries: number;
  readonly #low: number;
  readonly #size: number;
  readonly #random: () => number;
  /** Offset of the next port, by source and destination. */
  readonly #next = new Map<string, number>();

  /** @param random from 0 to below 1, as Math.random */
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
