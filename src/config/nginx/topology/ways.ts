import { isLoopback } from '../../../lib/address/ip.js';
import { groupBy } from '../../../lib/group-by.js';
import type { Listen } from '../../../model/nginx.js';
import { type Endpoint, isListening } from './endpoint.js';
import { endpointsOf, type Pass, type Route } from './routes.js';

/** A pass, and the server that contains it. */
export interface Step {
  readonly pass: Pass;
  readonly route: Route;
}

/** Real ways are not longer; a circle ends here too. */
const MOST_STEPS = 4;
/** Limit of ways out of one server that are followed; a pass beyond it counts as the end. */
const MOST_WAYS = 1000;

/** The ways of connections through one nginx, which may pass to its own servers before it passes on. */
export class Ways {
  readonly #routes: readonly Route[];
  readonly #byPort: ReadonlyMap<number, { readonly listen: Listen; readonly route: Route }[]>;
  readonly #behind = new Map<Pass, readonly Route[]>();
  /** Servers that a pass of another server leads to. */
  readonly #inner = new Set<Route>();

  constructor(routes: readonly Route[]) {
    this.#routes = routes;
    const passing = routes.filter(({ passes }) => passes.length > 0);
    this.#byPort = groupBy(
      passing.flatMap((route) => route.listens.map((listen) => ({ listen, route }))),
      ({ listen }) => listen.port,
    );
    for (const route of routes) {
      for (const pass of route.passes) {
        const behind = this.#ownBehind(pass);
        this.#behind.set(pass, behind);
        for (const next of behind) if (next !== route) this.#inner.add(next);
      }
    }
  }

  /** The servers that clients reach, without those that only this nginx itself can reach. */
  entries(local: boolean): readonly Route[] {
    if (local) return this.#routes;
    const found = this.#routes.filter((route) => {
      return !this.#inner.has(route) || !route.listens.every(isHere);
    });
    return found.length > 0 ? found : this.#routes;
  }

  /** Ways out of a server, each to its last pass. */
  out(route: Route): (readonly Step[])[] {
    const found: (readonly Step[])[] = [];
    this.#follow([], route, found);
    return found;
  }

  #follow(before: readonly Step[], route: Route, found: (readonly Step[])[]): void {
    for (const pass of route.passes) {
      const way = [...before, { pass, route }];
      const behind = this.#behind.get(pass) ?? [];
      const isEnd =
        behind.length === 0 ||
        way.length === MOST_STEPS ||
        found.length >= MOST_WAYS ||
        behind.some((next) => way.some((step) => step.route === next));
      if (isEnd) found.push(way);
      else for (const next of behind) this.#follow(way, next, found);
    }
  }

  /**
   * The servers of this nginx that accept the connections of a pass and pass on; none if some of
   * its servers are elsewhere.
   */
  #ownBehind(pass: Pass): Route[] {
    const servers = pass.upstream?.servers.filter((server) => !server.down) ?? [];
    const behind = endpointsOf(pass, servers).map((end) => this.#taking(end));
    if (behind.some((routes) => routes.length === 0)) return [];
    return [...new Set(behind.flat())];
  }

  /** A socket on the exact address takes precedence over a wildcard. */
  #taking(end: Endpoint): Route[] {
    const all = this.#byPort.get(end.port) ?? [];
    const taking = all.filter(({ listen }) => isListening(listen, end));
    const exact = taking.filter(({ listen }) => listen.address === end.host);
    return (exact.length > 0 ? exact : taking).map(({ route }) => route);
  }
}

/** Only programs on this host can connect. */
function isHere({ address }: Listen): boolean {
  return isLoopback(address) || address.startsWith('unix:');
}
