import type { Binding, HopCapacity } from '../model/capacity.js';
import type { HostFacts } from '../model/facts.js';
import type { Deployment, Hop } from '../model/hop.js';
import { tuplesPerSource } from './limits/ports.js';
import { FlowNetwork } from './max-flow.js';
import { partsOf } from './parts.js';
import { portSupply } from './ports.js';
import { type PairServers, serversByPair } from './server-ports.js';
import { spreadOf } from './spread.js';

/**
 * Sessions as a flow: from ports of the clients through the hops of each way to ports of the
 * proxy. Hops between the same ends share their ports, so no port is counted twice.
 */
export class HopFlow {
  readonly #network = new FlowNetwork();
  readonly #deployment: Deployment;
  readonly #hops: readonly HopCapacity[];
  readonly #facts: HostFacts;
  /** Where a hop's connections go in and out. */
  readonly #ends = new Map<number, Ends>();
  /** Ports and allowances by what hops that share them have in common. */
  readonly #pools = new Map<string, Ends>();
  readonly #servers = new Map<number, ReadonlyMap<string, PairServers> | null>();
  /** Edges that have a capacity, and the limit that each is. */
  readonly #bounds: { from: number; to: number; binding: Binding }[] = [];

  constructor(deployment: Deployment, hops: readonly HopCapacity[], facts: HostFacts) {
    this.#deployment = deployment;
    this.#hops = hops;
    this.#facts = facts;
  }

  /** One way through the hops. */
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

  /** What flows through a hop. */
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
    const ends = this.#bounded(frontend, at, 'maxconn');
    this.#ends.set(at, ends);
    // Ports stand before the first hop and after the last; of a hop alone they stand before it.
    if (isFirst) {
      for (const pool of this.#portsOf(at)) {
        this.#network.edge(0, pool.in, Infinity);
        this.#network.edge(pool.out, ends.in, Infinity);
      }
      if (isLast) this.#network.edge(ends.out, 1, Infinity);
    } else if (isLast) {
      const allowed = this.#allowed(at, maxConns);
      this.#network.edge(ends.out, allowed.in, Infinity);
      for (const pool of this.#portsOf(at)) {
        const server = this.#allowedOf(at, pool.key);
        this.#network.edge(allowed.out, server?.in ?? pool.in, Infinity);
        if (server) this.#network.edge(server.out, pool.in, Infinity);
        this.#network.edge(pool.out, 1, Infinity);
      }
    }
    return ends;
  }

  /** What the servers allow, which hops to one upstream share. */
  #allowed(at: number, maxConns: number): Ends {
    const { openedBy, name, to } = this.#deployment.hops[at] ?? {};
    return this.#shared(JSON.stringify(['max_conns', openedBy, name, to]), maxConns, at);
  }

  /** What the servers of one pair allow; null = they do not say. */
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
  /** Between the two. */
  readonly edge: number;
}

/** What a hop allows besides its ports and what it shares with the whole process. */
function ownLimits(hop: HopCapacity | undefined): { frontend: number; maxConns: number } {
  const find = (id: string) => hop?.limits.find((limit) => limit.id === id);
  const frontend = find('maxconn')?.inputs.frontend;
  return {
    frontend: typeof frontend === 'number' ? frontend : Infinity,
    maxConns: find('max_conns')?.max ?? Infinity,
  };
}

interface Pool {
  /** The same for hops that share it. */
  readonly key: string;
  readonly capacity: number;
}

function poolsOf(hop: Hop, facts: HostFacts): Pool[] {
  const { openedBy, from, to, bind, name, ports: owner, pairs, unixSockets = 0 } = hop;
  const parts = partsOf({ ...hop, unixSockets: 0 });
  /** Ports of each part to one destination, from all of its sources. */
  const each = parts.map((part) => {
    const spread = spreadOf(part);
    const supply = portSupply(part, facts);
    return spread && supply ? supply.count * spread.reachable : Infinity;
  });
  if (bind !== 'early' && pairs) {
    const pools = pairs.map(({ key, part }) => ({ key, capacity: each[part] ?? Infinity }));
    // A unix socket has no ports, and takes what the others cannot.
    return unixSockets > 0 ? [...pools, { key: `unix ${name}`, capacity: Infinity }] : pools;
  }
  // Taken before its destination is known, a port is gone for every hop from that source.
  if (bind === 'early' && openedBy !== 'clients') {
    return parts.map((part, at) => ({
      key: JSON.stringify(['early', part.from, owner]),
      capacity: each[at] ?? Infinity,
    }));
  }
  // Clients know nothing of a frontend's name; a proxy's upstream is told by it.
  const ends = openedBy === 'clients' ? [from, to] : [name, from, to];
  // Nothing to connect to is no port, whatever the sources.
  const held = parts.map((part, at) => (each[at] ?? 0) * tuplesPerSource(part) || 0);
  const capacity = unixSockets > 0 ? Infinity : held.reduce((sum, one) => sum + one, 0);
  return [{ key: JSON.stringify([openedBy, bind, owner, ...ends]), capacity }];
}
