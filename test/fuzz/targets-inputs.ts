/** The input for one connection: bytes (latin1) for one of the servers of `targets-proxies.ts`. */
export interface TargetInput {
  readonly server: ServerName;
  readonly wire: string;
}

/** What the servers do with a request; see their configuration. */
export const SERVERS = ['pass', 'replace', 'said', 'slashes', 'names'] as const;
export type ServerName = (typeof SERVERS)[number];

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Bytes on which readers of hosts and targets are known to disagree. */
const ODD_BYTES = [
  ...'"<>\\;,@:/?#[]%&=+!~^`{|}()*$\'._-',
  ...['\0', '\x01', '\t', '\n', '\r', '\x0b', '\x1b', '\x1f', ' ', '\x7f'],
  ...['\x80', '\x9b', '\xa0', '\xc3\xa9', '\xff'],
];
const HOST_PARTS = [
  ...['h', 'H', 'a.b', 'example.com', 'Www.Example.COM', 'other', '1.2.3.4', 'xn--a', 'a_b', '-'],
  ...['.', '..', '...', ':', ':80', ':x', ':99999', ':8.0', ':0', '::', '[', ']', '[::1]', '[::1'],
  ...['[]', '[V1.a:b]', '[::1]:80', 'u@', 'u:p@', '%41', '%2e', '%', '%zz', 'h h', 'h/a', '\t'],
];
const PATH_PARTS = [
  ...['a', 'b', 'A', '.', '..', '...', '', '', '%61', '%2e', '%2E%2e', '%2f', '%5c', '%3f', '%23'],
  ...['%25', '%00', '%0a', '%1b', '%', '%4', '%zz', '%ff', '+', 'a+b', ';p', 'a;b=c', ':', '@'],
  ...['~', '"', '<', '>', '\\', '|', '^', '`', '{', '}', '*', '\x80', '\xff', '\xc3\xa9', "'"],
];
const QUERIES = [
  '',
  '',
  '',
  '?',
  '?a',
  '?a=b&c',
  '??',
  '?/../',
  '?#',
  '?a#b',
  '#',
  '#f',
  '?%',
  '?%zz',
];
const SCHEMES = ['http', 'http', 'http', 'HTTP', 'https', 'ws', 'a+b-c.1'];
const ODD_SCHEMES = ['1http', 'h_p', 'http:', '', 'h', '+', 'ht tp', 'http\x01', '[', '/'];
const LONG = [63, 64, 255, 256, 1000, 3000];
/** Which parts are odd: target, host, first line, further fields. */
const ODDITIES: readonly (readonly [boolean, boolean, boolean, boolean])[] = [
  [true, false, false, false],
  [true, false, false, false],
  [false, true, false, false],
  [false, true, false, false],
  [true, true, false, false],
  [false, false, true, false],
  [false, false, false, true],
  [true, true, true, true],
];
const METHODS = [
  ...['GET', 'GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'A-B'],
  ...['_', 'get', 'TRACE', 'CONNECT', 'G\x00T', ''],
];
const VERSIONS = [
  ...Array.from({ length: 7 }, () => ' HTTP/1.1'),
  ...[' HTTP/1.0', ' HTTP/1.0', '  HTTP/1.1', ' HTTP/1.1  ', ' HTTP/1.2', ' HTTP/1.01', ' HTTP/1.'],
  ...[' HTTP/2.0', ' HTTP/0.9', ' http/1.1', '', ' HTTP/1.1000', ' HTTP/10.1', ' HTTP/1.1x', ' H'],
];
const OTHER_FIELDS = [
  ...['X-A: b', 'X_Under: 1', 'X.Dot: 1', 'X-A:b', 'X-A:  b  ', 'X-A:', 'nonsense', ': x', ' fold'],
  ...['X A: b', 'X-A : b', 'X"Q: 1', 'Connection: close', 'Connection: keep-alive', 'Referer: r'],
  ...[
    'Content-Length: 0',
    'Content-Length: 000',
    'Content-Length: 0000000000000000000',
    'Expect: x',
  ],
  ...['Content-Length:', 'Content-Length: +0', 'Content-Length: 0, 0', 'Transfer-Encoding: gzip'],
  ...['Accept: a', 'Accept: b', 'Cookie: a', 'Cookie: b', 'Authorization: Basic eA=='],
];

/** Hosts that every reader accepts; see `targetInputs`. */
const PLAIN_HOSTS = [
  'h',
  'example.com',
  'www.example.com',
  'other',
  'a.b',
  'H:80',
  'h.',
  '[::1]:8000',
];

/**
 * Random inputs, the same for the same seed. Mostly one or two parts of an input are odd, because
 * if there are more, only the first one has an effect.
 */
export function targetInputs(seed: number, count: number): TargetInput[] {
  const random = randomFrom(seed);
  const chance = (share: number): boolean => random() < share;
  const upTo = (most: number): number => Math.floor(random() * (most + 1));
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const several = (of: readonly string[], most: number, between = ''): string =>
    Array.from({ length: upTo(most) }, () => one(of)).join(between);

  const host = (odd: boolean): string => {
    if (!odd) return one(PLAIN_HOSTS);
    if (chance(0.04)) return `${'h'.repeat(one(LONG))}${one(['', '.', ':1'])}`;
    if (chance(0.4)) return mutated(one(PLAIN_HOSTS));
    return several(chance(0.3) ? [...HOST_PARTS, ...ODD_BYTES] : HOST_PARTS, 4);
  };
  const path = (odd: boolean): string => {
    const parts =
      odd && chance(0.3) ? [...PATH_PARTS, ...ODD_BYTES] : PATH_PARTS.slice(0, odd ? 99 : 12);
    return `/${several(parts, 5, chance(0.9) ? '/' : '')}${one(odd ? QUERIES : QUERIES.slice(0, 6))}`;
  };
  const target = (odd: boolean): string => {
    if (chance(0.4)) return path(odd);
    if (odd && chance(0.1))
      return one(['*', '', host(true), `//${host(true)}/a`, `?${path(true)}`]);
    const colon = odd && chance(0.1) ? one([':', ':/', ':///', '//']) : '://';
    const rest = chance(0.5) ? path(odd && chance(0.5)) : one(['', '', one(QUERIES)]);
    const scheme = one(odd && chance(0.1) ? ODD_SCHEMES : SCHEMES);
    return `${scheme}${colon}${host(odd && chance(0.7))}${rest}`;
  };
  const hostLine = (odd: boolean): string => {
    if (!odd) return `Host: ${host(false)}`;
    const name = chance(0.9) ? 'Host' : one(['host', 'HOST', 'Host ', 'H\x00st', 'Hos', 'Host_']);
    const space = chance(0.8) ? ' ' : one(['', '  ', '\t', ' \t']);
    return `${name}:${space}${host(true)}${chance(0.05) ? one([' ', '  ', '\t']) : ''}`;
  };
  /** One byte inserted, replaced, removed or repeated. */
  const mutated = (wire: string): string => {
    const at = upTo(wire.length - 1);
    const [before, after] = [wire.slice(0, at), wire.slice(at + 1)];
    const byte = chance(0.8) ? one(ODD_BYTES) : String.fromCharCode(upTo(255));
    return one([
      `${before}${byte}${wire[at]}${after}`,
      `${before}${byte}${after}`,
      `${before}${after}`,
      `${before}${wire[at]}${wire[at]}${after}`,
    ]);
  };
  const input = (): TargetInput => {
    const [oddTarget, oddHost, oddLine, oddFields] = one(ODDITIES);
    const method = one(oddLine ? METHODS : METHODS.slice(0, 7));
    const spaces = oddLine && chance(0.2) ? one(['', '  ', '\t']) : ' ';
    const version = one(oddLine ? VERSIONS : VERSIONS.slice(0, 8));
    const line = `${method}${spaces}${target(oddTarget)}${version}`;
    const hosts = Array.from({ length: oddHost && chance(0.2) ? one([0, 2]) : 1 }, () =>
      hostLine(oddHost),
    );
    const others = Array.from({ length: oddFields ? 1 + upTo(1) : 0 }, () => one(OTHER_FIELDS));
    const fields = chance(0.5) ? [...hosts, ...others] : [...others, ...hosts];
    const end = chance(0.95) ? '\r\n' : '\n';
    const wire = `${[line, ...fields].join(end)}${end}${end}`;
    return { server: one(SERVERS), wire: chance(0.1) ? mutated(wire) : wire };
  };
  return Array.from({ length: count }, input);
}
