import { monotonicMs } from '../../lib/clock.js';
import { type Part, peerKey } from '../messages.js';
import type { Peer } from '../upstream/peers/peer.js';
import type { UpstreamGroup } from '../upstream/peers/upstream-group.js';
import type { PeerCount, PeerCounts } from './worker-messages.js';

/** How often a worker reports its counts to its siblings, through the master. */
export const SHARE_MS = 100;

type Counted = Pick<UpstreamGroup, 'name' | 'zone' | 'peers' | 'balancer' | 'countsConnections'>;

/** One server of a zone. */
interface Shared {
  readonly key: string;
  readonly peer: Peer;
  readonly group: Counted;
  /** Failures in other workers that are already included; null = none were reported yet. */
  failsElsewhere: number | null;
}

/**
 * The servers of an upstream with a `zone` have one state for all workers, as in nginx. Without
 * shared memory the processes can only send messages: each knows the connections and failures of
 * the others as last reported. So within SHARE_MS a burst may exceed max_conns by what the others
 * let in meanwhile.
 */
export class SharedCounts {
  readonly #shared: readonly Shared[];
  #told = '';

  constructor({ http, stream }: Readonly<Record<Part, { readonly all: Iterable<Counted> }>>) {
    this.#shared = [...sharedOf('http', http.all), ...sharedOf('stream', stream.all)];
  }

  get needed(): boolean {
    return this.#shared.length > 0;
  }

  /** The counts to report, if they changed since the last time. */
  news(): PeerCounts | null {
    const counts = Object.fromEntries(this.#shared.map((one) => [one.key, countOf(one)]));
    const text = JSON.stringify(counts);
    if (text === this.#told) return null;
    this.#told = text;
    return counts;
  }

  hear(counts: PeerCounts): void {
    const nowMs = monotonicMs();
    for (const one of this.#shared) {
      const { connections, fails } = counts[one.key] ?? NOTHING;
      one.peer.attachedElsewhere = connections;
      // Failures from before this worker started are past; a worker that ended takes its sum with
      // it.
      const fresh = one.failsElsewhere === null ? 0 : fails - one.failsElsewhere;
      for (let n = 0; n < fresh; n++) one.group.balancer.noteFailure(one.peer, nowMs);
      one.failsElsewhere = fails;
    }
  }
}

const NOTHING: PeerCount = { connections: 0, fails: 0 };

function sharedOf(part: Part, groups: Iterable<Counted>): Shared[] {
  return [...groups]
    .filter(({ zone }) => zone !== null)
    .flatMap((group) =>
      group.peers.map((peer) => {
        const key = peerKey({ part, upstream: group.name, server: peer.name });
        return { key, peer, group, failsElsewhere: null };
      }),
    );
}

/** Connections are reported only if a limit uses them, because they change all the time. */
function countOf({ peer, group }: Shared): PeerCount {
  const counted = group.countsConnections || peer.settings.maxConns > 0;
  return { connections: counted ? peer.attached.size : 0, fails: peer.counters.fails };
}

/** The sum of the counts of all workers except one. */
export function countsElsewhere(all: ReadonlyMap<number, PeerCounts>, but: number): PeerCounts {
  const sum: Record<string, PeerCount> = {};
  for (const [worker, counts] of all) {
    if (worker === but) continue;
    for (const [key, { connections, fails }] of Object.entries(counts)) {
      const before = sum[key] ?? NOTHING;
      sum[key] = {
        connections: before.connections + connections,
        fails: before.fails + fails,
      };
    }
  }
  return sum;
}
