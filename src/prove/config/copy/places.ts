import { isIP } from 'node:net';
import { bareAddress, isLoopback } from '../../../lib/address/ip.js';
import { formatEndpoint } from '../../../lib/address/origin.js';
import type { Socket } from '../hold-order.js';

/** Reserved for documentation and benchmarks (RFC 2544), so no configuration names hosts there. */
const FIRST_NAMED = '198.18.0.';

/** The addresses and names of a configuration, all of which become this namespace's own. */
export class Places {
  readonly addresses = new Set<string>();
  readonly hosts: Record<string, string> = { localhost: '127.0.0.1' };

  /** Returns an address unchanged, and a new address for a name. */
  addressOf(host: string): string {
    const bare = bareAddress(host);
    if (isIP(bare) === 0) return this.#named(bare);
    this.add(bare);
    return bare;
  }

  /** 127.0.0.0/8 and ::1 already exist. */
  add(address: string): void {
    if (isIP(address) === 0 || isLoopback(address) || /^[0:.]+$/.test(address)) return;
    this.addresses.add(address);
  }

  #named(name: string): string {
    const key = name.toLowerCase();
    this.hosts[key] ??= `${FIRST_NAMED}${Object.keys(this.hosts).length}`;
    const address = this.hosts[key] as string;
    this.add(address);
    return address;
  }
}

/** `HOST`, `HOST:PORT`, `[V6]:PORT`; null if the port is no number. */
export function hostAndPort(
  text: string,
  defaultPort: number,
): { readonly host: string; readonly port: number } | null {
  const parts = /^(\[[^\]]+\]|[^:]*)(?::(\d+))?$/.exec(text);
  if (!parts?.[1]) return null;
  return { host: parts[1], port: parts[2] === undefined ? defaultPort : Number(parts[2]) };
}

export function socketText(socket: Socket): string {
  if ('path' in socket) return `unix:${socket.path}`;
  return formatEndpoint(socket);
}
