import { isLoopback } from '../../../lib/address/ip.js';
import type { Listen, UpstreamServer } from '../../../model/nginx.js';
import { isAddress } from '../values/values.js';

/** Where a pass connects to: its own address, or that of an upstream's server. */
export type Endpoint = Pick<UpstreamServer, 'host' | 'port'>;

/**
 * `HOST:PORT`, `[V6]:PORT`, `HOST`, `unix:PATH`, as a pass has them without its scheme.
 * @param defaultPort used if none is written
 */
export function endpointOf(target: string, defaultPort: number): Endpoint {
  if (target.startsWith('unix:')) return { host: target, port: 0 };
  const [, host = target, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(target) ?? [];
  return { host, port: port === undefined ? defaultPort : Number(port) };
}

/** The same text for every spelling of an endpoint. */
export function endpointText({ host, port }: Endpoint): string {
  return `${host.startsWith('[') ? canonicalIpv6(host) : host.toLowerCase()}:${port}`;
}

/** `[0:0:0:0:0:0:0:1]` as `[::1]`. */
function canonicalIpv6(host: string): string {
  return URL.canParse(`http://${host}/`) ? new URL(`http://${host}/`).hostname : host;
}

export function isUnix({ host }: Endpoint): boolean {
  return host.startsWith('unix:');
}

/** A name that has to be resolved: no address, no socket, and no variable. */
export function isName({ host }: Endpoint): boolean {
  return !host.startsWith('unix:') && !host.includes('$') && !isAddress(host);
}

/** The endpoint is this same nginx, so its end takes a slot here too. */
export function isOwn(endpoint: Endpoint, listens: readonly Listen[]): boolean {
  return listens.some((listen) => isListening(listen, endpoint));
}

export function isListening(listen: Listen, endpoint: Endpoint): boolean {
  if (listen.udp || listen.port !== endpoint.port) return false;
  if (endpointText({ host: listen.address, port: listen.port }) === endpointText(endpoint)) {
    return true;
  }
  const { host } = endpoint;
  return isLoopback(host) && (isEverywhere(listen, host) || isLocalhost(listen, host));
}

/**
 * A wildcard includes the addresses of its family, and of both with `ipv6only=off`. localhost is in
 * both.
 */
function isEverywhere({ address, ipv6Only }: Listen, host: string): boolean {
  const isIpv6 = host.startsWith('[');
  if (address === '[::]') return isIpv6 || host === 'localhost' || ipv6Only === false;
  return (address === '*' || address === '0.0.0.0') && !isIpv6;
}

/** localhost counts as 127.0.0.1. */
function isLocalhost({ address }: Listen, host: string): boolean {
  return host === 'localhost' && address === '127.0.0.1';
}
