import { isIP } from 'node:net';
import type { Bind, Connection, ConnectionHandler, Loop } from '../../net/loop.js';
import type { HttpRequest } from '../http/request.js';
import type { Peer } from './peer.js';
import type { ProxyPlan, ProxyTarget } from './proxy-plan.js';

/** What a connection is wanted for. */
export interface UpstreamWish {
  readonly loop: Loop;
  readonly plan: ProxyPlan;
  readonly target: ProxyTarget;
  readonly request: HttpRequest;
  readonly nowMs: number;
}

export interface OpenedUpstream {
  readonly connection: Connection;
  /** Requests it has carried before; 0 = it is new, and connecting still. */
  readonly carried: number;
  readonly openedMs: number;
}

/** A connection to a server: a kept one if there is any, else a new one from `proxy_bind`. */
export function openUpstream(
  peer: Peer,
  { loop, plan, target, request, nowMs }: UpstreamWish,
  handler: ConnectionHandler,
): OpenedUpstream {
  const idle = target.group.pool?.take(peer) ?? null;
  if (idle !== null) {
    idle.connection.handler = handler;
    return { connection: idle.connection, carried: idle.requests, openedMs: idle.openedMs };
  }
  const source = plan.bind?.(request) ?? '';
  // A variable may say anything; as in nginx, what is no address is not bound to.
  const bound = source !== '' && isIP(source) !== 0;
  const connection = loop.connect({
    to: { address: peer.address, port: peer.port },
    handler,
    timeoutMs: plan.settings.connectTimeoutMs,
    ...(bound ? { bind: bindOf(source, peer, plan) } : {}),
  });
  return { connection, carried: 0, openedMs: nowMs };
}

function bindOf(address: string, peer: Peer, { ports }: ProxyPlan): Bind {
  if (ports === null) return { mode: 'late', address };
  return { mode: 'explicit', address, port: ports.next(address, peer.name) };
}
