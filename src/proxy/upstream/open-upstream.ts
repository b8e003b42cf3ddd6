import { isIP } from 'node:net';
import type { Bind, ConnectionHandler } from '../../net/loop.js';
import type { HttpRequest } from '../http/request.js';
import type { Peer } from './peer.js';
import type { ProxyContext, ProxyLocation } from './proxy-location.js';
import type { ProxyPlan, ProxyTarget } from './proxy-plan.js';
import { UpstreamLink } from './upstream-link.js';

/** What a connection is wanted for, and who hears of it. */
export interface UpstreamWish extends ConnectionHandler {
  readonly context: ProxyContext;
  readonly location: ProxyLocation;
  readonly target: ProxyTarget;
  readonly request: HttpRequest;
}

/**
 * A connection to a server: a kept one if there is any, else a new one from `proxy_bind`, whose
 * connecting the caller gives up when it takes too long. null = the process has no slot for one.
 */
export function openUpstream(peer: Peer, wish: UpstreamWish): UpstreamLink | null {
  const kept = wish.target.group.pool?.take(peer) ?? null;
  if (kept !== null) {
    kept.connection.handler = wish;
    return kept;
  }
  const { loop, sweep, slots } = wish.context;
  if (!slots.claim()) return null;
  const { plan } = wish.location;
  const source = plan.bind?.(wish.request) ?? '';
  // A variable may say anything; as in nginx, what is no address is not bound to.
  const bound = source !== '' && isIP(source) !== 0;
  const connection = bound
    ? loop.connect({ to: peer, handler: wish, bind: bindOf(source, peer, plan) })
    : loop.connect({ to: peer, handler: wish });
  return new UpstreamLink(connection, sweep.nowMs);
}

function bindOf(address: string, peer: Peer, { ports }: ProxyPlan): Bind {
  if (ports === null) return { mode: 'late', address };
  return { mode: 'explicit', address, port: ports.next(address, peer.name) };
}
