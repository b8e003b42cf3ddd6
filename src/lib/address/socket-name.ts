import type { Listen } from '../../model/nginx.js';
import { bareAddress } from './ip.js';
import { formatEndpoint } from './origin.js';

type Address = Pick<Listen, 'address'>;
type Endpoint = Pick<Listen, 'address' | 'port'>;

const ANY = { ipv4: '0.0.0.0', ipv6: '::' } as const;

/** The address that a listen's socket is bound to; `0.0.0.0` or `::` for every one. */
export function listenAddress(listen: Address): string {
  return isWildcard(listen) ? anyLike(bareAddress(listen.address)) : bareAddress(listen.address);
}

/** A socket in the file system, which has a path for an address and no port. */
export function isUnixListen({ address }: Address): boolean {
  return address.startsWith('unix:');
}

/** As it is written, with its port. */
export function listenText(listen: Endpoint): string {
  return isUnixListen(listen) ? listen.address : `${listen.address}:${listen.port}`;
}

/** The same name for all listens that are written for one socket. */
export function listenName(listen: Endpoint): string {
  if (isUnixListen(listen)) return listen.address;
  return formatEndpoint({ address: listenAddress(listen), port: listen.port });
}

/** The name of the wildcard that takes in a listen's address. */
export function wildcardName(listen: Endpoint): string {
  const address = anyLike(bareAddress(listen.address));
  return formatEndpoint({ address, port: listen.port });
}

export function isWildcard({ address }: Address): boolean {
  return address === '*' || bareAddress(address) === anyLike(bareAddress(address));
}

/** The wildcard address of the family that an address belongs to. */
export function anyLike(address: string): string {
  return address.includes(':') ? ANY.ipv6 : ANY.ipv4;
}
