import { formatEndpoint } from '../lib/address/origin.js';
import { anyLike } from '../lib/address/socket-name.js';
import type { Connection } from './loop.js';

/** The server that a connection is meant for, among those that listen; by `listenName`. */
export function listeningOn<S>(listens: ReadonlyMap<string, S>, connection: Connection): S {
  const { localAddress, localPort } = connection;
  const found =
    listens.get(formatEndpoint({ address: localAddress, port: localPort })) ??
    listens.get(formatEndpoint({ address: anyLike(localAddress), port: localPort })) ??
    listens.values().next().value;
  if (found === undefined) throw new Error('nobody listens, and yet somebody connected');
  return found;
}
