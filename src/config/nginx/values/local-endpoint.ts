import { isPort } from '../../../lib/ports.js';
import { isAddress } from './values.js';

/** The local end of a connection; port null = the kernel chooses it. */
export interface LocalEndpoint {
  readonly address: string;
  readonly port: number | null;
}

/**
 * The end that `proxy_bind` names: `ADDRESS`, `ADDRESS:PORT`, `[V6]:PORT`; null = no valid end.
 *
 * As in ngx_parse_addr_port: brackets without a port are invalid, and so is port 0.
 */
export function localEndpoint(text: string): LocalEndpoint | null {
  if (isBare(text)) return { address: plain(text), port: null };
  const parts = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(text);
  const address = parts?.[1] ?? parts?.[2] ?? '';
  const port = Number(parts?.[3]);
  if (!isBare(address) || !isPort(port)) return null;
  return { address: plain(address), port };
}

function isBare(text: string): boolean {
  return !text.startsWith('[') && isAddress(text);
}

/** nginx reads `01.0.0.1` as 1.0.0.1, other programs do not. */
function plain(address: string): string {
  return address.includes(':') ? address : address.replace(/(^|\.)0+(?=\d)/g, '$1');
}
