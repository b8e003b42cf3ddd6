import type { Part } from '../messages.js';
import type { Peer } from '../upstream/peer.js';
import type { UpstreamGroup } from '../upstream/upstream-group.js';
import type { PeerCounts } from './worker-messages.js';

/** How often a worker tells its siblings, through the master, what it has under way. */
export const SHARE_MS = 100;

type Counted = Pick<UpstreamGroup, 'name' | 'zone' | 'peers'>;

/**
 * `max_conns` of an upstream with a `zone` is one limit for all workers, as in nginx. Processes
 * without shared memory can only tell each other: each counts what it was last told, so that a
 * burst of less than SHARE_MS may exceed the limit by what the others let in meanwhile.
 */
export class SharedCounts {
  readonly #peers: readonly { readonly key: string; readonly peer: Peer }[];
  #told = '';

  constructor({ http, stream }: Readonly<Record<Part, { readonly all: Iterable<Counted> }>>) {
    this.#peers = [...zonePeers('http', http.all), ...zonePeers('stream', stream.all)].filter(
      ({ peer }) => peer.settings.maxConns > 0,
    );
  }

  get needed(): boolean {
    return this.#peers.length > 0;
  }

  /** What to tell, when it changed since the last time. */
  news(): PeerCounts | null {
    const counts = Object.fromEntries(
      this.#peers.map(({ key, peer }) => [key, peer.attached.size]),
    );
    const text = JSON.stringify(counts);
    if (text === this.#told) return null;
    this.#told = text;
    return counts;
  }

  hear(counts: PeerCounts): void {
    for (const { key, peer } of this.#peers) peer.attachedElsewhere = counts[key] ?? 0;
  }
}

function zonePeers(
  part: Part,
  groups: Iterable<Counted>,
): { readonly key: string; readonly peer: Peer }[] {
  return [...groups]
    .filter(({ zone }) => zone !== null)
    .flatMap(({ name, peers }) =>
      peers.map((peer) => ({ key: `${part} ${name} ${peer.name}`, peer })),
    );
}

/** The sum of what all but one worker told. */
export function countsElsewhere(all: ReadonlyMap<number, PeerCounts>, but: number): PeerCounts {
  const sum: Record<string, number> = {};
  for (const [worker, counts] of all) {
    if (worker === but) continue;
    for (const [key, count] of Object.entries(counts)) sum[key] = (sum[key] ?? 0) + count;
  }
  return sum;
}
