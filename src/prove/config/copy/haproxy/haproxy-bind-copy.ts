import { addressToMeet, isLoopback } from '../../../../lib/address/ip.js';
import type { Socket } from '../../hold-order.js';
import { narrowed } from '../own-listeners.js';
import { certificates, type HaproxyCopying, scaledOptions } from './haproxy-copying.js';
import { OWNERS, withEnvironment, without } from './haproxy-words.js';

/** A socket of a `bind` line, and its protocol. */
export interface Bind {
  readonly to: Socket;
  readonly tls: boolean;
  readonly http2: boolean;
  readonly proxyProtocol: boolean;
  /** Only programs on this host can connect: loopback, or a unix socket. */
  readonly here: boolean;
}

/** Copies a `bind` line, and returns the sockets that it opens. */
export function copyBind(
  copying: HaproxyCopying,
  texts: readonly string[],
): { readonly line: readonly string[]; readonly binds: readonly Bind[] } {
  const [keyword = '', addresses = '', ...options] = texts;
  const tls = options.includes('ssl');
  const http2 = !tls && options[options.indexOf('proto') + 1] === 'h2';
  const how = { tls, http2, proxyProtocol: options.includes('accept-proxy') };
  const binds: Bind[] = [];
  const copied = addresses.split(',').map((address) => {
    const { sockets, text, here } = listener(copying, address);
    binds.push(...sockets.map((to) => ({ to, here, ...how })));
    return text;
  });
  const kept = without(options, new Map([...OWNERS, ['interface', 1]]));
  const line = [keyword, copied.join(','), ...certificates(copying, scaledOptions(copying, kept))];
  return { line, binds };
}

function listener(
  copying: HaproxyCopying,
  address: string,
): {
  sockets: readonly Socket[];
  text: string;
  here: boolean;
} {
  const path = /^(?:unix@)?(\/.*)$/.exec(address)?.[1];
  if (path) {
    const made = copying.standIns.pathFor(path);
    copying.own.addPath(made);
    return { sockets: [{ path: made }], text: `unix@${made}`, here: true };
  }
  const resolved = withEnvironment(address).replace(/^ipv[46]@|^tcp[46]@/, '');
  const colon = resolved.lastIndexOf(':');
  const host = resolved.slice(0, Math.max(0, colon));
  const [low = '', high = low] = resolved.slice(colon + 1).split('-');
  if (!/^\d{1,5}$/.test(low)) return { sockets: [], text: address, here: false };
  const bare = addressToMeet(host);
  const at = bare === '127.0.0.1' || bare === '::1' ? bare : copying.places.addressOf(host);
  const sockets: Socket[] = [];
  for (let port = Number(low); port <= Number(high); port++) {
    sockets.push({ address: at, port });
    copying.own.add(host, port);
  }
  return { sockets, text: address, here: isLoopback(host) };
}

/** A `bind` on every address, whose port a stub on another address has. */
export function withoutClash(
  copying: HaproxyCopying,
  line: string,
  backends: readonly Socket[],
): string {
  const clashing = copying.own.clashing(backends);
  const [, , keyword, bound = '', ...options] = line.split(' ');
  const parts = keyword === 'bind' ? /^(\*|0\.0\.0\.0|::|):(\d{1,5})$/.exec(bound) : null;
  const address = parts && clashing.has(Number(parts[2])) ? narrowed(parts[1] ?? '') : null;
  if (!parts || address === null) return line;
  copying.standIns.say(
    `bind :${parts[2]} is on ${address} only, because a backend of another host has the port here`,
  );
  return ['  bind', `${address}:${parts[2]}`, ...options].join(' ');
}
