/**
 * The maximum flow from node 0 to node 1 of a network whose edges have capacities (Dinic's
 * algorithm: augmenting paths by breadth, all of one length at once). Edges may be added after a
 * round, for the next round.
 */
export class FlowNetwork {
  /** Edge 2n, and its reverse edge 2n + 1. */
  readonly #to: number[] = [];
  readonly #left: number[] = [];
  readonly #edges: number[][] = [[], []];

  node(): number {
    return this.#edges.push([]) - 1;
  }

  /** @returns the edge, to be passed to `flow` */
  edge(from: number, to: number, capacity: number): number {
    this.#edges[from]?.push(this.#to.push(to) - 1);
    this.#edges[to]?.push(this.#to.push(from) - 1);
    return this.#left.push(capacity, 0) - 2;
  }

  /** Adds as much flow as is still possible. @returns how much that is; Infinity if nothing bounds it */
  augment(): number {
    let sum = 0;
    for (let depth = this.#depths(); depth.has(1); depth = this.#depths()) {
      const tried = this.#edges.map(() => 0);
      for (let got = this.#push(0, Infinity, depth, tried); got > 0; ) {
        if (got === Infinity) return Infinity;
        sum += got;
        got = this.#push(0, Infinity, depth, tried);
      }
    }
    return sum;
  }

  /** The flow over an edge. */
  flow(edge: number): number {
    return this.#left[edge ^ 1] ?? 0;
  }

  /** Nodes that more flow could reach. The edges that leave this set are full; they bound the flow. */
  reachable(): { has(node: number): boolean } {
    return this.#depths();
  }

  /** Number of edges from the source to each node that more flow could reach. */
  #depths(): Map<number, number> {
    const depths = new Map([[0, 0]]);
    for (const [node, depth] of depths) {
      for (const edge of this.#edges[node] ?? []) {
        const to = this.#to[edge] ?? 0;
        if ((this.#left[edge] ?? 0) > 0 && !depths.has(to)) depths.set(to, depth + 1);
      }
    }
    return depths;
  }

  #push(node: number, most: number, depths: ReadonlyMap<number, number>, tried: number[]): number {
    if (node === 1) return most;
    const edges = this.#edges[node] ?? [];
    for (; (tried[node] ?? 0) < edges.length; tried[node] = (tried[node] ?? 0) + 1) {
      const edge = edges[tried[node] ?? 0] ?? 0;
      const to = this.#to[edge] ?? 0;
      const left = this.#left[edge] ?? 0;
      if (left <= 0 || depths.get(to) !== (depths.get(node) ?? 0) + 1) continue;
      const got = this.#push(to, Math.min(most, left), depths, tried);
      if (got === Infinity) return got;
      if (got > 0) {
        this.#left[edge] = left - got;
        this.#left[edge ^ 1] = (this.#left[edge ^ 1] ?? 0) + got;
        return got;
      }
    }
    return 0;
  }
}
