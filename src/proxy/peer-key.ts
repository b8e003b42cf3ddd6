import type { PeerRef } from './messages.js';

/** A server of an upstream as a key: `http backend 127.0.0.1:8080`. */
export function peerKey({ part, upstream, server }: PeerRef): string {
  return `${part} ${upstream} ${server}`;
}
