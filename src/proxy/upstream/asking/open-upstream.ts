import type { Bind, ConnectionHandler } from '../../../net/loop.js';
import type { HttpRequest } from '../../http/request/request.js';
import type { Peer } from '../peers/peer.js';
import { UpstreamLink } from '../peers/upstream-link.js';
import type { Asked, ProxyContext, ProxyLocation } from '../plan/proxy-location.js';
import type { ProxyTarget } from '../plan/proxy-plan.js';
import { invalidSource } from '../plan/source-bind.js';

/** What a connection is needed for, and its handler. */
export interface UpstreamWish extends ConnectionHandler {
  readonly context: ProxyContext;
  readonly location: ProxyLocation;
  readonly target: ProxyTarget;
  readonly request: HttpRequest;
  readonly asked: Asked;
}

/**
 * A connection to a server: a kept one if there is one, otherwise a new one from `proxy_bind`. The
 * caller gives up a connect that takes too long. Null = the process has no slot for it.
 */
export function openUpstream(peer: Peer, wish: UpstreamWish): UpstreamLink | null {
  const kept = wish.target.group.pool?.take(peer) ?? null;
  if (kept !== null) {
    kept.connection.handler = wish;
    return kept;
  }
  const { loop, sweep, slots } = wish.context;
  if (!slots.claim()) return null;
  const bind = bindOf(peer, wish);
  const connection = loop.connect(
    bind === null ? { to: peer, handler: wish } : { to: peer, handler: wish, bind },
  );
  return new UpstreamLink(connection, sweep.nowMs);
}

function bindOf(peer: Peer, { location, request, asked }: UpstreamWish): Bind | null {
  const { bind, ports } = location.plan;
  const source = bind?.(request) ?? null;
  if (typeof source === 'string') {
    asked.log('error', invalidSource(source));
    return null;
  }
  if (source === null || ports === null || source.mode === 'sole') return source;
  const { address } = source;
  return { mode: 'explicit', address, port: ports.next(address, peer.name) };
}
