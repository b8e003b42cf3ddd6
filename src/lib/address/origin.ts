import { isIPv4, isIPv6 } from 'node:net';
import type { Endpoint, Origin, Scheme } from '../../model/origin.js';
import { isPort } from '../ports.js';

/** The port of a scheme's servers, unless another is given (RFC 9110, 4.2.1 and 4.2.2). */
export const DEFAULT_PORT = { http: 80, https: 443 } as const satisfies Record<Scheme, number>;

/** `127.0.0.1:80`, `[::1]:80`. */
export function formatEndpoint({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Reads what `formatEndpoint` writes; null if the text is no literal address with a port. */
export function parseEndpoint(text: string): Endpoint | null {
  const [, v6, v4, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (!isPort(port)) return null;
  if (v6 !== undefined) return isIPv6(v6) ? { address: v6, port } : null;
  return v4 !== undefined && isIPv4(v4) ? { address: v4, port } : null;
}

/** Plain HTTP at a literal address, which is also its host name. */
export function plainOrigin({ address, port }: Endpoint): Origin {
  const host = formatEndpoint({ address, port });
  return { scheme: 'http', address, port, host, basePath: '', tls: null };
}

/** @param path what follows the base path, beginning with a slash; empty = the origin itself */
export function originUrl({ scheme, host, basePath }: Origin, path = ''): string {
  return `${scheme}://${host}${basePath}${path}`;
}
