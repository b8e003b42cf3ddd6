import type { BindLine, Shards } from '../../../model/haproxy/hop-haproxy.js';
import type { HaproxyBind } from '../../../model/haproxy.js';
import { invalid } from '../../word.js';
import { isUnixSocket, unixEnd } from '../syntax/host-kinds.js';
import type { Line } from '../syntax/tokenize.js';
import { argument, knownNumber, ports, splitAddress } from '../syntax/values.js';
import { quoted } from '../syntax/written-line.js';

/** `*`, `0.0.0.0`, `::` and an empty address mean every address. */
const ANY = /^(?:\*|0\.0\.0\.0|\[?::\]?|)$/;
/** Listeners that are not TCP endpoints: they need a slot, but no port. */
const NOT_TCP = /^(?:\/|unix@|abns@|fd@|sockpair@|quic[46]@|udp|rev@)/;

/** The listening sockets of a `bind` line. */
export interface Bound {
  readonly binds: readonly HaproxyBind[];
  /** Number of sockets that are not TCP endpoints, or whose port is unknown. */
  readonly others: number;
  /** The unix sockets among them, by path or abstract name. */
  readonly unixEnds: readonly string[];
}

/**
 * `bind ADDRESS:PORTS,... [options]`: a listening socket for each port of each address.
 * @throws TidegateError CONFIG_ARGUMENTS_BAD, CONFIG_VALUE_BAD
 */
export function readBind(line: Line): Bound {
  const word = argument(line, 'an address:port');
  let others = 0;
  const unixEnds: string[] = [];
  const binds = word.text.split(',').flatMap((text) => {
    const { address, ports: written } = splitAddress(text);
    if (NOT_TCP.test(text) || (word.unset && (written === null || written.includes('$')))) {
      others += 1;
      if (isUnixSocket(text)) unixEnds.push(unixEnd(text));
      return [];
    }
    if (written === null) throw invalid(word, 'a port after the address, as *:80');
    const [low, high] = ports(word, written);
    const isAny = ANY.test(address);
    const family = isAny ? familyOf(text, line) : null;
    return Array.from({ length: high - low + 1 }, (_, offset) => ({
      address: isAny ? '*' : address,
      ...(family && { family }),
      port: low + offset,
      place: word.place,
    }));
  });
  return { binds, others, unixEnds };
}

/**
 * The address family of a wildcard. IPv6 includes IPv4 unless the system says otherwise
 * (net.ipv6.bindv6only). Source: HAProxy configuration manual, bind, v6only.
 */
function familyOf(text: string, line: Line): 'v4' | 'v6' | null {
  if (!/^(?:ipv6@|tcp6@|\[?::\]?:)/.test(text)) return 'v4';
  return line.some((word, n) => n > 1 && word.text === 'v6only') ? 'v6' : null;
}

/** @throws TidegateError CONFIG_VALUE_BAD */
export function readBindLine(line: Line, sockets: number): BindLine {
  const at = line.findIndex(({ text }, n) => n > 1 && text === 'maxconn');
  const word = at === -1 ? undefined : line[at + 1];
  const shards = shardsOf(line);
  const backlog = Number(after(line, 'backlog')) || null;
  const rest = line.filter((_, n) => at === -1 || (n !== at && n !== at + 1));
  return {
    written: rest.map(quoted).join(' '),
    sockets,
    ...(shards && { shards }),
    maxconn: word ? knownNumber(word) || null : null,
    ...(backlog && { backlog }),
    place: line[0].place,
  };
}

/**
 * `shards N` or `by-thread`: this many sockets, but no more than threads that the line may run on.
 * Source: HAProxy cfgparse.c, check_config_validity; measured with 2.6.12.
 */
function shardsOf(line: Line): Shards | null {
  const text = after(line, 'shards');
  const count = text === 'by-thread' ? null : Number(text) || 1;
  if (text === undefined || (count !== null && count < 2)) return null;
  const threads = threadsOf(line);
  return {
    most: count !== null && threads !== null ? Math.min(count, threads) : (count ?? threads),
  };
}

/**
 * `thread [GROUP/]LOW-HIGH`, or before 2.5 `process SET/LOW-HIGH`; null = all threads, or other
 * words.
 */
function threadsOf(line: Line): number | null {
  const text = after(line, 'thread') ?? after(line, 'process')?.replace(/^[^/]*$/, '') ?? '';
  const found = /^(?:\w+\/)?(\d+)(?:-(\d+))?$/.exec(text);
  return found && Number(found[2] ?? found[1]) - Number(found[1]) + 1;
}

function after(line: Line, option: string): string | undefined {
  const at = line.findIndex(({ text }, n) => n > 1 && text === option);
  return at === -1 ? undefined : line[at + 1]?.text;
}
