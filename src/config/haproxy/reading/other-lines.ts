import type { Line } from '../syntax/tokenize.js';
import { splitAddress } from '../syntax/values.js';
import { readBind } from './bind.js';
import type { Found } from './found.js';

/** Sections that listen, besides the proxies. */
const LISTENING = new Set(['peers', 'log-forward', 'ring']);

/**
 * Reads one line of a section that does not affect the number of connections, but may listen.
 * @throws TidegateError CONFIG_ARGUMENTS_BAD, CONFIG_VALUE_BAD
 */
export function readOtherLine(section: string, line: Line, found: Found): void {
  if (!LISTENING.has(section)) return;
  const [{ text: keyword, place }, name, address] = line;
  if (/^(?:bind|dgram-bind|peer|server)$/.test(keyword)) found.noteUnset(line);
  if (keyword === 'bind' || keyword === 'dgram-bind') {
    const isDatagram = keyword === 'dgram-bind' && ({ isDatagram: true } as const);
    for (const bind of readBind(line).binds) found.otherBinds.push({ ...bind, ...isDatagram });
  } else if (section === 'peers' && /^(?:peer|server)$/.test(keyword) && name) {
    const { address: host, ports } = splitAddress(address?.text ?? '');
    // A `server` line of peers takes its port from `bind`.
    const port = keyword === 'peer' && ports && /^\d{1,5}$/.test(ports) ? Number(ports) : null;
    found.peers.push({ name: name.text, address: host, port, place });
  }
}
