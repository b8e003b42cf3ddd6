import type { Hop } from '../../model/hop.js';

const ARROW = ' -> ';

/** The address and port of a pair's destination. */
export function endOf(key: string): string {
  return key.slice(key.indexOf(ARROW) + ARROW.length);
}

/** The hop with pairs of its own, because from its new sources it shares no port with another hop. */
export function fromOwnSources(hop: Hop): Hop {
  const { pairs, maxConns, place, name } = hop;
  if (!pairs) return hop;
  const source = place ? `${place.file}:${place.line}:${place.column}` : name;
  const moved = (key: string) => `${source}${ARROW}${endOf(key)}`;
  return {
    ...hop,
    pairs: pairs.map(({ key, part }) => ({ key: moved(key), part })),
    maxConns: maxConns && {
      ...maxConns,
      servers: maxConns.servers.map((server) => ({
        ...server,
        ...(server.pair && { pair: moved(server.pair) }),
      })),
    },
  };
}

/** The hop with this many servers; the new ones are like the last written one. */
export function withServersAdded(hop: Hop, destinations: number): Hop {
  const { pairs, maxConns } = hop;
  const blanks = Array.from({ length: destinations - hop.destinations }, (_, n) => {
    return `${ARROW}ADDRESS_${n + 1}:PORT`;
  });
  const last = maxConns?.servers.at(-1);
  return {
    ...hop,
    destinations,
    ...(pairs && { pairs: [...pairs, ...blanks.map((key) => ({ key, part: 0 }))] }),
    maxConns: maxConns && {
      ...maxConns,
      servers: [
        ...maxConns.servers,
        ...blanks.map((pair) => ({ max: last?.max ?? null, pair, place: null })),
      ],
    },
  };
}
