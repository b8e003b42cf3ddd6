import { isLoopback, isLoopbackIpv6 } from '../lib/address/ip.js';

interface Listening {
  readonly address: string;
  readonly port: number;
  /** Family of a wildcard; absent = both. */
  readonly family?: Family;
}

interface Target {
  readonly host: string;
  readonly port: number | null;
}

/** A wildcard listens in one address family, or in both. */
type Family = 'v4' | 'v6';

/** Keys of a listening socket among those of its proxy; a wildcard has one for each of its families. */
export function endsOf({ address, port, family }: Listening): readonly string[] {
  if (address !== '*') return [`${address}:${port}`];
  return (family ? [family] : ['v4', 'v6']).map((one) => `* ${one}:${port}`);
}

/**
 * Keys (`endsOf`) of listening sockets that would accept connections to a server; if one exists,
 * the server is this same proxy.
 */
export function endsTaking({ host, port }: Target): readonly string[] {
  const family = isLoopbackIpv6(host) ? 'v6' : 'v4';
  return isLoopback(host) ? [`${host}:${port}`, `* ${family}:${port}`] : [`${host}:${port}`];
}
