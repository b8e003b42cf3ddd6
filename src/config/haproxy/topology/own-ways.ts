import type { HaproxyBackend, HaproxyFrontend, HaproxyServer } from '../../../model/haproxy.js';
import { type Circle, circlesOf, endlessOf, type OwnEdge } from './own-circles.js';
import { isHere, OwnEnds, type Way } from './own-ends.js';
import { reachedServers } from './servers-in-use.js';

/** A frontend on a way, and the backend that it passes to there. */
export interface Step {
  readonly frontend: HaproxyFrontend;
  readonly backend: HaproxyBackend;
}

/** What one session costs the process, from the frontend of a backend on. */
export interface Cost {
  /**
   * Connections that HAProxy accepts: one, and one more each time it passes to itself; Infinity =
   * it never leaves.
   */
  readonly accepted: number;
  /** Descriptors: one for each connection that it accepts, and one for each that it opens. */
  readonly descriptors: number;
}

/** Real ways are not longer; a circle ends here too. */
const MOST_STEPS = 4;
/** Limit of ways out of one frontend that are followed; a backend beyond it counts as the end. */
const MOST_WAYS = 1000;

const OF_ONE: Cost = { accepted: 1, descriptors: 2 };

/**
 * The ways of connections through one HAProxy, which may pass to its own listeners before it passes
 * on. Measured with 2.6.12: with maxconn 100 there are 50 sessions over one such listener, TCP or
 * unix, 33 over two, and 66 if one of two servers is its own.
 */
export class OwnWays {
  readonly all: readonly Way[];
  readonly #ends: OwnEnds<Way>;
  /** By the number of own listeners that were passed through before. */
  readonly #costs = Array.from({ length: MOST_STEPS + 1 }, () => new Map<HaproxyBackend, Cost>());
  /** Frontends that a server line of another frontend leads to. */
  readonly #inner = new Set<Way>();
  /** Frontends that no session leaves. */
  readonly #endless: ReadonlySet<Way>;
  readonly circles: readonly Circle[];

  constructor(ways: readonly Way[]) {
    this.all = ways;
    this.#ends = new OwnEnds(ways);
    for (const way of ways) {
      for (const next of way.backends.flatMap((backend) => this.#behind(backend))) {
        if (next !== way) this.#inner.add(next);
      }
    }
    const edges = ways.flatMap((way) => this.#edgesOf(way));
    const leaving = ways.filter(
      ({ backends }) => backends.length === 0 || backends.some((backend) => this.#leaves(backend)),
    );
    this.#endless = endlessOf(ways, edges, leaving);
    this.circles = circlesOf(ways, edges, this.#endless);
  }

  /**
   * The frontends that clients reach. Left out are frontends that only this HAProxy itself can
   * reach, and, if there are others, frontends that pass nothing on, such as a stats page.
   */
  entries(local: boolean): readonly Way[] {
    const passing = this.all.filter(({ backends }) => backends.length > 0);
    const ways = passing.length > 0 ? passing : this.all;
    if (local) return ways;
    const found = ways.filter((way) => !this.#inner.has(way) || !isHere(way.frontend));
    return found.length > 0 ? found : ways;
  }

  /** Each way out of a frontend, to the last backend. */
  out(way: Way): (readonly Step[])[] {
    const found: (readonly Step[])[] = [];
    this.#follow([], way, found);
    return found;
  }

  /** The average over its servers, to two digits, rounded up. */
  cost(backend: HaproxyBackend): Cost {
    const { accepted, descriptors } = this.#exactCost(backend, 0);
    return {
      accepted: this.#isEndless(backend) ? Infinity : roundedUp(accepted),
      descriptors: roundedUp(descriptors),
    };
  }

  #isEndless(backend: HaproxyBackend): boolean {
    return !this.#leaves(backend) && this.#behind(backend).every((way) => this.#endless.has(way));
  }

  /** One of its servers is another program, or it has none that could answer. */
  #leaves(backend: HaproxyBackend): boolean {
    const servers = reachedServers(backend);
    return (
      servers.length === 0 || servers.some((one) => this.#ends.behind(one, backend).length === 0)
    );
  }

  #edgesOf(from: Way): OwnEdge[] {
    return from.backends.flatMap((backend) =>
      reachedServers(backend).flatMap((server) =>
        this.#ends.behind(server, backend).map((to) => ({ from, backend, server, to })),
      ),
    );
  }

  #follow(before: readonly Step[], { frontend, backends }: Way, found: (readonly Step[])[]): void {
    for (const backend of backends) {
      const steps = [...before, { frontend, backend }];
      const behind = this.#behind(backend).filter((next) => next.backends.length > 0);
      const isCircle = behind.some((next) => steps.some((step) => step.frontend === next.frontend));
      const isFollowed =
        !isCircle && steps.length < MOST_STEPS && found.length < MOST_WAYS && behind.length > 0;
      const leaves = reachedServers(backend).some((server) =>
        this.#ends.behind(server, backend).every((next) => next.backends.length === 0),
      );
      if (!isFollowed || leaves) found.push(steps);
      if (isFollowed) for (const next of behind) this.#follow(steps, next, found);
    }
  }

  #behind(backend: HaproxyBackend): Way[] {
    return [
      ...new Set(reachedServers(backend).flatMap((server) => this.#ends.behind(server, backend))),
    ];
  }

  #exactCost(backend: HaproxyBackend, depth: number): Cost {
    const known = this.#costs[depth]?.get(backend);
    if (known) return known;
    const servers = reachedServers(backend);
    const weighs = servers.some(({ weight }) => weight > 0);
    const weightOf = ({ weight }: HaproxyServer) => (weighs ? weight : 1);
    const all = servers.reduce((sum, server) => sum + weightOf(server), 0);
    let [accepted, descriptors] = [OF_ONE.accepted, OF_ONE.descriptors];
    for (const server of depth < MOST_STEPS ? servers : []) {
      const share = weightOf(server) / all;
      const behind = this.#ends
        .behind(server, backend)
        .map((way) => this.#costOfWay(way, depth + 1));
      accepted += share * most(behind.map((cost) => cost.accepted));
      descriptors += share * most(behind.map((cost) => cost.descriptors));
    }
    const cost = { accepted, descriptors };
    this.#costs[depth]?.set(backend, cost);
    return cost;
  }

  #costOfWay({ backends }: Way, depth: number): Cost {
    // It answers by itself.
    if (backends.length === 0) return { accepted: 1, descriptors: 1 };
    const costs = backends.map((backend) => this.#exactCost(backend, depth));
    return {
      accepted: most(costs.map((cost) => cost.accepted)),
      descriptors: most(costs.map((cost) => cost.descriptors)),
    };
  }
}

function roundedUp(cost: number): number {
  return Math.ceil(Number((cost * 100).toFixed(6))) / 100;
}

function most(counts: readonly number[]): number {
  return counts.reduce((largest, count) => Math.max(largest, count), 0);
}
