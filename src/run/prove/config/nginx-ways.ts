import type { Directive } from '../../../config/nginx/syntax.js';
import type { Socket, Way } from './hold-order.js';
import { locationSample } from './location-sample.js';
import { hostAndPort, type Places, reachable, socketText } from './places.js';
import type { StandIns } from './stand-ins.js';

const PASS = /^(?:proxy|grpc|fastcgi|uwsgi|scgi|memcached)_pass$/;

interface Listener {
  readonly to: Socket;
  readonly tls: boolean;
  readonly http2: boolean;
  readonly proxyProtocol: boolean;
}

/** Every listener that leads to a backend, with a name and a path that lead there. */
export function nginxWays(
  tree: readonly Directive[],
  places: Places,
  standIns: StandIns,
): readonly Way[] {
  const ways = new Map<string, Way>();
  for (const block of tree) {
    if (block.name !== 'http' && block.name !== 'stream') continue;
    for (const server of block.body ?? []) {
      if (server.name !== 'server' || !server.body) continue;
      const listeners = listenersOf(server.body, block.name, places, standIns);
      const targets =
        block.name === 'stream' ? streamTargets(server.body) : httpTargets(server.body, standIns);
      for (const listener of listeners) {
        for (const http of targets) {
          const name = [socketText(listener.to), http ? `${http.host}${http.path}` : ''];
          const way = { name: name.join(' ').trim(), ...listener, http };
          ways.set(way.name, way);
        }
      }
    }
  }
  return [...ways.values()];
}

function listenersOf(
  server: readonly Directive[],
  block: 'http' | 'stream',
  places: Places,
  standIns: StandIns,
): Listener[] {
  const listens = server.filter(({ name }) => name === 'listen');
  const tlsForAll = server.some(({ name, args }) => name === 'ssl' && args[0]?.text === 'on');
  if (listens.length === 0 && block === 'http') {
    const to = { address: '127.0.0.1', port: 80 };
    return [{ to, tls: tlsForAll, http2: false, proxyProtocol: false }];
  }
  return listens.flatMap(({ args }) => {
    const [first = '', ...words] = args.map(({ text }) => text);
    if (words.includes('udp') || words.includes('quic')) {
      standIns.say(`listen ${first} is of UDP: nothing is opened through it`);
      return [];
    }
    const tls = tlsForAll || words.includes('ssl');
    const how = {
      tls,
      // With TLS it is negotiated, and HTTP/1.1 is what is asked for here.
      http2: !tls && words.includes('http2'),
      proxyProtocol: words.includes('proxy_protocol'),
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
    const address = reachable(host === '*' ? host : places.addressOf(host));
    const ports: Socket[] = [];
    for (let port = Number(low); port <= Number(high); port++) ports.push({ address, port });
    return ports;
  }
  const found = hostAndPort(text, block === 'http' ? 80 : 0);
  return found ? [{ address: reachable(places.addressOf(found.host)), port: found.port }] : [];
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

/** A name that a server_name takes; null for patterns and `_`. */
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

/** A path that a location takes; null = none is known. */
function pathFor([first = '', second]: readonly string[]): string | null {
  if (first.startsWith('@')) return '/tidegate-prove';
  if (first === '=' || first === '^~') return second ?? null;
  const pattern = first === '~' || first === '~*' ? second : null;
  if (!pattern) return /^[~=^]./.test(first) ? null : first;
  return locationSample(pattern);
}
