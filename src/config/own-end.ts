import { isLoopback, isLoopbackIpv6 } from '../lib/ip.js';

interface Listening {
  readonly address: string;
  readonly port: number;
  /** Of a wildcard; absent = both. */
  readonly family?: Family;
}

interface Target {
  readonly host: string;
  readonly port: number | null;
}

/** A wildcard listens in one family of addresses, or in both. */
type Family = 'v4' | 'v6';

/** What a listening socket goes by among those of its proxy: a wildcard once for each of its families. */
export function endsOf({ address, port, family }: Listening): readonly string[] {
  if (address !== '*') return [`${address}:${port}`];
  return (family ? [family] : ['v4', 'v6']).map((one) => `* ${one}:${port}`);
}

/** What a listening socket goes by (`endsOf`) that takes connections to a server: the server is then this very proxy. */
export function endsTaking({ host, port }: Target): readonly string[] {
  const family = isLoopbackIpv6(host) ? 'v6' : 'v4';
  return isLoopback(host) ? [`${host}:${port}`, `* ${family}:${port}`] : [`${host}:${port}`];
}
