import type { HaproxyBind } from '../../model/haproxy.js';
import type { BindLine } from '../../model/hop.js';
import { invalid } from '../nginx/values.js';
import type { Line } from './tokenize.js';
import { argument, knownNumber, ports, splitAddress } from './values.js';
import { quoted } from './written-line.js';

/** `*`, `0.0.0.0`, `::` and nothing at all are every address. */
const ANY = /^(?:\*|0\.0\.0\.0|\[?::\]?|)$/;
/** Listeners that are no TCP endpoints: they take a slot, but no port. */
const NOT_TCP = /^(?:\/|unix@|abns@|fd@|sockpair@|quic[46]@|udp|rev@)/;

/** The listening sockets of a `bind` line. */
export interface Bound {
  readonly binds: readonly HaproxyBind[];
  /** Sockets that are no TCP endpoints, or whose port is not known. */
  readonly others: number;
}

/**
 * `bind ADDRESS:PORTS,... [options]`: a listening socket for each port of each address, as often as
 * `shards` says.
 * @throws TidegateError CONFIG_ARGUMENTS, CONFIG_VALUE
 */
export function readBind(line: Line): Bound {
  const word = argument(line, 'an address:port');
  let others = 0;
  const binds = word.text.split(',').flatMap((text) => {
    const { address, ports: written } = splitAddress(text);
    if (NOT_TCP.test(text) || (word.unset && (written === null || written.includes('$')))) {
      others += 1;
      return [];
    }
    if (written === null) throw invalid(word, 'a port after the address, as *:80');
    const [low, high] = ports(word, written);
    return Array.from({ length: high - low + 1 }, (_, offset) => ({
      address: ANY.test(address) ? '*' : address,
      port: low + offset,
      place: word.place,
    }));
  });
  return { binds, others: others + binds.length * (shardsOf(line) - 1) };
}

/** @throws TidegateError CONFIG_VALUE */
export function readBindLine(line: Line, sockets: number): BindLine {
  const at = line.findIndex(({ text }, n) => n > 1 && text === 'maxconn');
  const word = at === -1 ? undefined : line[at + 1];
  const rest = line.filter((_, n) => at === -1 || (n !== at && n !== at + 1));
  return {
    written: rest.map(quoted).join(' '),
    sockets,
    maxconn: word ? knownNumber(word) || null : null,
  };
}

/** `shards N`: each port has as many sockets. */
function shardsOf(line: Line): number {
  const at = line.findIndex(({ text }, n) => n > 1 && text === 'shards');
  return Math.max(1, Number(line[at + 1]?.text) || 1);
}
