import type { HaproxyBind } from '../../model/haproxy.js';
import { invalid } from '../nginx/values.js';
import type { Line } from './tokenize.js';
import { argument, ports, splitAddress } from './values.js';

/** `*`, `0.0.0.0`, `::` and nothing at all are every address. */
const ANY = /^(?:\*|0\.0\.0\.0|\[?::\]?|)$/;
/** Listeners that are no TCP endpoints: they take a slot, but no port. */
const NOT_TCP = /^(?:\/|unix@|abns@|fd@|sockpair@|quic[46]@|udp)/;

/**
 * `bind ADDRESS:PORTS,... [options]`: a listening socket for each port of each address.
 * @throws TidegateError CONFIG_ARGUMENTS, CONFIG_VALUE
 */
export function readBind(line: Line): HaproxyBind[] {
  const word = argument(line, 'an address:port');
  return word.text.split(',').flatMap((text) => {
    if (NOT_TCP.test(text)) return [];
    const { address, ports: written } = splitAddress(text);
    if (written === null) throw invalid(word, 'a port after the address, as *:80');
    const [low, high] = ports(word, written);
    return Array.from({ length: high - low + 1 }, (_, offset) => ({
      address: ANY.test(address) ? '*' : address,
      port: low + offset,
      place: word.place,
    }));
  });
}
