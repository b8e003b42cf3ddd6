import type { Binding, HopCapacity } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { Deployment } from '../../model/hop.js';
import { poolsOf } from '../ports/port-pools.js';
import { type PairServers, serversByPair } from '../ports/server-ports.js';
import { FlowNetwork } from './max-flow.js';
import { rivalsAmong } from './rivals.js';

/**
 * Sessions as a flow, from ports of the clients through the hops of each way to ports of the proxy.
 * Hops between the same ends share their ports, so no port is counted twice.
 */
export class HopFlow {
  readonly #network = new FlowNetwork();
  readonly #deployment: Deployment;
  readonly #hops: readonly HopCapacity[];
  readonly #facts: HostFacts;
  /** The nodes where the flow enters and leaves a hop. */
  readonly #ends = new Map<number, Ends>();
  /** Ports and allowances, by a key that the hops sharing them have in common. */
  readonly #pools = new Map<string, Ends>();
  readonly #servers = new Map<number, ReadonlyMap<string, PairServers> | null>();
  /** Hops whose ports come before what the servers allow. */
  readonly #rivals: ReadonlySet<number>;
  /** Edges with a capacity, and the limit that each stands for. */
  readonly #bounds: { from: number; to: number; binding: Binding }[] = [];

  constructor(deployment: Deployment, hops: readonly HopCapacity[], facts: HostFacts) {
    this.#deployment = deployment;
    this.#hops = hops;
    this.#facts = facts;
    this.#rivals = rivalsAmong(deployment.hops);
  }

  /** Adds one way through the hops. */
  add(way: readonly number[]): void {
    let before: number | null = null;
    way.forEach((at, step) => {
      const isLast = step === way.length - 1;
      const { in: into, out } = this.#hop(at, step === 0, isLast);
      if (before !== null) this.#network.edge(before, into, Infinity);
      before = out;
    });
  }

  /** @see FlowNetwork.augment */
  augment(): number {
    return this.#network.augment();
  }

  /** The flow through a hop. */
  through(at: number): number {
    const ends = this.#ends.get(at);
    return ends ? this.#network.flow(ends.edge) : 0;
  }

  /** The limits that bound the flow, by hop. */
  bindings(): Binding[] {
    const reached = this.#network.reachable();
    const found = this.#bounds.filter(({ from, to }) => reached.has(from) && !reached.has(to));
    const byKey = new Map(
      found.map(({ binding }) => [`${binding.hopIndex} ${binding.limit}`, binding]),
    );
    return [...byKey.values()].sort((a, b) => (a.hopIndex ?? 0) - (b.hopIndex ?? 0));
  }

  #hop(at: number, isFirst: boolean, isLast: boolean): Ends {
    const known = this.#ends.get(at);
    if (known) return known;
    const { frontend, maxConns } = ownLimits(this.#hops[at]);
    let ends = this.#bounded(frontend, at, 'maxconn');
    // Ports stand before the first hop and behind every other hop. A single hop has them before it.
    if (isFirst) {
      for (const pool of this.#portsOf(at)) {
        this.#network.edge(0, pool.in, Infinity);
        this.#network.edge(pool.out, ends.in, Infinity);
      }
      if (isLast) this.#network.edge(ends.out, 1, Infinity);
    } else {
      const out = isLast ? 1 : this.#network.node();
      this.#leave(at, ends, { maxConns, out });
      ends = { ...ends, out };
    }
    this.#ends.set(at, ends);
    return ends;
  }

  /** Connects a hop to its ports and to what the servers allow, in either order. */
  #leave(at: number, from: Ends, { maxConns, out }: { maxConns: number; out: number }): void {
    const allowed = maxConns === Infinity ? null : this.#allowed(at, maxConns);
    const portsFirst = this.#rivals.has(at);
    const before = !portsFirst && allowed ? this.#after(from, allowed) : from;
    for (const pool of this.#portsOf(at)) {
      const server = this.#allowedOf(at, pool.key);
      const steps = portsFirst ? [pool, server, allowed] : [server, pool];
      let last = before;
      for (const step of steps) if (step) last = this.#after(last, step);
      this.#network.edge(last.out, out, Infinity);
    }
  }

  #after(from: Ends, to: Ends): Ends {
    this.#network.edge(from.out, to.in, Infinity);
    return to;
  }

  /** What the servers allow, shared by the hops to one upstream. */
  #allowed(at: number, maxConns: number): Ends {
    const { openedBy, name, to } = this.#deployment.hops[at] ?? {};
    return this.#shared(JSON.stringify(['max_conns', openedBy, name, to]), maxConns, at);
  }

  /** What the servers of one pair allow; null = they have no limit. */
  #allowedOf(at: number, pair: string): Ends | null {
    const hop = this.#deployment.hops[at];
    if (!hop?.pairs) return null;
    const { allowed = Infinity } = this.#serversOf(at)?.get(pair) ?? {};
    if (allowed === Infinity) return null;
    return this.#shared(
      JSON.stringify(['max_conns', hop.openedBy, hop.name, hop.to, pair]),
      allowed,
      at,
    );
  }

  #serversOf(at: number): ReadonlyMap<string, PairServers> | null {
    const hop = this.#deployment.hops[at];
    const known = this.#servers.get(at);
    if (known !== undefined || !hop) return known ?? null;
    const servers = serversByPair(hop, this.#facts);
    this.#servers.set(at, servers);
    return servers;
  }

  #shared(key: string, capacity: number, at: number): Ends {
    const known = this.#pools.get(key);
    if (known) return known;
    const ends = this.#bounded(
      capacity,
      at,
      key.startsWith('["max_conns"') ? 'max_conns' : 'ports',
    );
    this.#pools.set(key, ends);
    return ends;
  }

  #bounded(capacity: number, at: number, limit: string): Ends {
    const ends = { in: this.#network.node(), out: this.#network.node() };
    const edge = this.#network.edge(ends.in, ends.out, capacity);
    const hop = this.#hops[at]?.name ?? null;
    this.#bounds.push({ from: ends.in, to: ends.out, binding: { hop, hopIndex: at, limit } });
    return { ...ends, edge };
  }

  #portsOf(at: number): (Ends & { readonly key: string })[] {
    const hop = this.#deployment.hops[at];
    const pools = hop ? poolsOf(hop, this.#facts) : [];
    return pools.map(({ key, capacity }) => ({ key, ...this.#shared(key, capacity, at) }));
  }
}

interface Ends {
  readonly in: number;
  readonly out: number;
  /** The edge between the two nodes. */
  readonly edge: number;
}

/** What a hop allows, without its ports and without what it shares with the whole process. */
function ownLimits(hop: HopCapacity | undefined): { frontend: number; maxConns: number } {
  const find = (id: string) => hop?.limits.find((limit) => limit.id === id);
  const frontend = find('maxconn')?.inputs.frontend;
  return {
    frontend: typeof frontend === 'number' ? frontend : Infinity,
    maxConns: find('max_conns')?.max ?? Infinity,
  };
}
