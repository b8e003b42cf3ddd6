import type { HaproxyConfig } from '../../../model/haproxy.js';
import type { Place } from '../../../model/place.js';

/** A TCP port that HAProxy listens on. */
export interface ListeningPort {
  readonly port: number;
  readonly place: Place;
}

/** Ports for clients, stats sockets, peers, `log-forward` and `ring`; datagrams have separate ports. */
export function listeningPorts(config: HaproxyConfig): ListeningPort[] {
  const binds = config.frontends.flatMap((frontend) => frontend.binds);
  const others = config.otherBinds.filter(({ isDatagram }) => !isDatagram);
  return [...binds, ...others, ...config.statsBinds, ...ownPeers(config)];
}

/** The process listens on the port of its own peer entry; only `localpeer` says which one that is. */
function ownPeers({ peers, global }: HaproxyConfig): Iterable<ListeningPort> {
  const local = peers.filter(({ name }) => name === global.localPeer);
  const byPort = new Map<number, ListeningPort>();
  for (const { port, place } of local.length > 0 ? local : peers) {
    if (port !== null && !byPort.has(port)) byPort.set(port, { port, place });
  }
  return byPort.values();
}
