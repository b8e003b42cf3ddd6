import type { Directive } from '../../../../config/nginx/syntax/syntax.js';
import { locationSample } from '../../../../config/nginx/variables/location-sample.js';
import { addressToMeet, isLoopback } from '../../../../lib/address/ip.js';
import type { Socket, Way } from '../../hold-order.js';
import type { OwnListeners } from '../own-listeners.js';
import { hostAndPort, type Places, socketText } from '../places.js';
import type { StandIns } from '../stand-ins.js';

const PASS = /^(?:proxy|grpc|fastcgi|uwsgi|scgi|memcached)_pass$/;

interface Listener {
  readonly to: Socket;
  readonly tls: boolean;
  readonly http2: boolean;
  readonly proxyProtocol: boolean;
  /** Only programs on this host can connect. */
  readonly here: boolean;
}

interface Found {
  readonly places: Places;
  readonly standIns: StandIns;
  readonly own: OwnListeners;
}

/** Every listener that leads to a backend, with a name and a path that lead there. */
export function nginxWays(tree: readonly Directive[], found: Found): readonly Way[] {
  const ways = new Map<string, Way>();
  const inner = new Set<string>();
  for (const { block, server } of serversIn(tree)) {
    const behind = block === 'stream' ? httpBehind(server, tree, found) : null;
    const targets =
      block === 'http'
        ? httpTargets(server, found.standIns)
        : (behind?.targets ?? streamTargets(server));
    for (const listener of listenersOf(server, block, found)) {
      for (const http of targets) {
        const name = [socketText(listener.to), http ? `${http.host}${http.path}` : ''];
        const tls = listener.tls || (behind?.tls ?? false);
        const way = { name: name.join(' ').trim(), ...listener, tls, http };
        ways.set(way.name, way);
        if (listener.here && found.own.isPassedTo(listener.to)) inner.add(way.name);
      }
    }
  }
  const entries = [...ways.values()].filter(({ name }) => !inner.has(name));
  return entries.length > 0 ? entries : [...ways.values()];
}

function serversIn(
  tree: readonly Directive[],
): { readonly block: 'http' | 'stream'; readonly server: readonly Directive[] }[] {
  return tree.flatMap(({ name: block, body }) => {
    if (block !== 'http' && block !== 'stream') return [];
    const servers = (body ?? []).filter(({ name }) => name === 'server');
    return servers.flatMap((one) => (one.body ? [{ block, server: one.body }] : []));
  });
}

/** The http server of this same nginx that a stream server passes to. */
function httpBehind(
  server: readonly Directive[],
  tree: readonly Directive[],
  found: Found,
): { readonly targets: ReturnType<typeof httpTargets>; readonly tls: boolean } | null {
  const [target = ''] = server
    .filter(({ name }) => name === 'proxy_pass')
    .flatMap(({ args }) => args.map(({ text }) => text));
  const end = firstOf(target, tree);
  const path = /^unix:(.+)/.exec(end)?.[1];
  const at = hostAndPort(end, 0);
  if (!path && !at) return null;
  const socket = path
    ? { path: found.standIns.pathFor(path) }
    : { address: found.places.addressOf(at?.host ?? ''), port: at?.port ?? 0 };
  if (!found.own.owns(socket)) return null;
  for (const { block, server: other } of serversIn(tree)) {
    if (block !== 'http') continue;
    const listener = listenersOf(other, block, found).find(
      ({ to }) => socketText(to) === socketText(socket),
    );
    if (listener) return { targets: httpTargets(other, found.standIns), tls: listener.tls };
  }
  return null;
}

/** The first server of an upstream; any other target is the server itself. */
function firstOf(target: string, tree: readonly Directive[]): string {
  for (const { name, body } of tree) {
    if (name !== 'stream') continue;
    const upstream = body?.find((one) => one.name === 'upstream' && one.args[0]?.text === target);
    const server = upstream?.body?.find((one) => one.name === 'server');
    if (server) return server.args[0]?.text ?? target;
  }
  return target;
}

function listenersOf(
  server: readonly Directive[],
  block: 'http' | 'stream',
  { places, standIns }: Found,
): Listener[] {
  const listens = server.filter(({ name }) => name === 'listen');
  const tlsForAll = server.some(({ name, args }) => name === 'ssl' && args[0]?.text === 'on');
  if (listens.length === 0 && block === 'http') {
    const to = { address: '127.0.0.1', port: 80 };
    return [{ to, tls: tlsForAll, http2: false, proxyProtocol: false, here: false }];
  }
  return listens.flatMap(({ args }) => {
    const [first = '', ...words] = args.map(({ text }) => text);
    if (words.includes('udp') || words.includes('quic')) {
      standIns.say(`listen ${first} is for UDP: no connection is opened through it`);
      return [];
    }
    const tls = tlsForAll || words.includes('ssl');
    const how = {
      tls,
      // With TLS the protocol is negotiated, and the prober asks for HTTP/1.1.
      http2: !tls && words.includes('http2'),
      proxyProtocol: words.includes('proxy_protocol'),
      here: isLoopback(first) || first.startsWith('unix:'),
    };
    return socketsOf(first, block, places, standIns).map((to) => ({ to, ...how }));
  });
}

function socketsOf(
  text: string,
  block: 'http' | 'stream',
  places: Places,
  standIns: StandIns,
): Socket[] {
  if (text.startsWith('unix:')) return [{ path: standIns.pathFor(text.slice(5)) }];
  const range = /^(?:(.*):)?(\d+)(?:-(\d+))?$/.exec(text);
  if (range) {
    const [, host = '*', low, high = low] = range;
    const address = addressToMeet(host === '*' ? host : places.addressOf(host));
    const ports: Socket[] = [];
    for (let port = Number(low); port <= Number(high); port++) ports.push({ address, port });
    return ports;
  }
  const found = hostAndPort(text, block === 'http' ? 80 : 0);
  return found ? [{ address: addressToMeet(places.addressOf(found.host)), port: found.port }] : [];
}

function streamTargets(server: readonly Directive[]): readonly null[] {
  return server.some(({ name }) => PASS.test(name)) ? [null] : [];
}

function httpTargets(
  server: readonly Directive[],
  standIns: StandIns,
): readonly NonNullable<Way['http']>[] {
  if (server.some(({ name }) => name === 'return')) return [];
  const names = server.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args);
  const host =
    names.map(({ text }) => hostFor(text)).find((name) => name !== null) ?? 'tidegate.test';
  return pathsOf(server, standIns).map((path) => ({ host, path }));
}

/** A name that matches a server_name; null for patterns and `_`. */
function hostFor(name: string): string | null {
  if (name === '_' || name === '' || /[~$]/.test(name)) return null;
  return name.replace(/^\*\./, 'x.').replace(/\.\*$/, '.x').replace(/^\./, '');
}

function pathsOf(block: readonly Directive[], standIns: StandIns): string[] {
  return block.flatMap(({ name, args, body }) => {
    if (name !== 'location' || !body || body.some((one) => one.name === 'internal')) return [];
    const inner = pathsOf(body, standIns);
    const passes = body.some((one) => PASS.test(one.name)) || body.some(isIfWithPass);
    if (!passes) return inner;
    const path = pathFor(args.map(({ text }) => text));
    if (path !== null) return [path, ...inner];
    standIns.say(
      `location ${args.map(({ text }) => text).join(' ')}: no path is known that leads there`,
    );
    return inner;
  });
}

function isIfWithPass({ name, body }: Directive): boolean {
  return name === 'if' && (body ?? []).some((one) => PASS.test(one.name));
}

/** A path that matches a location; null = none is known. */
function pathFor([first = '', second]: readonly string[]): string | null {
  if (first.startsWith('@')) return '/tidegate-prove';
  if (first === '=' || first === '^~') return second ?? null;
  const pattern = first === '~' || first === '~*' ? second : null;
  if (!pattern) return /^[~=^]./.test(first) ? null : first;
  return locationSample(pattern);
}
