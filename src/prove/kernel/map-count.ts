import { mapEvaluator, templateText } from '../../config/nginx/variables/evaluate-map.js';
import type { Endpoint } from '../../model/origin.js';
import { createLoop } from '../../net/create-loop.js';
import type { Loop } from '../../net/loop.js';
import type { MapCase, MapCount } from '../messages.js';
import { listenUnattended, open, openUntilRefused } from './open-until-refused.js';
import { setPorts } from './sysctl.js';

/** The proxy's listening port, outside of every useful ephemeral range. */
const PROXY: Endpoint = { address: '127.0.0.1', port: 80 };
/** Number of client addresses: enough to fill the source that is chosen least. */
const CLIENTS = 250;

/**
 * Does what a proxy with such a map does, with real client connections: the kernel gives each
 * client a port, the map turns it into a source address, and from there a connection goes to the
 * destinations in turn, trying the next one if one refuses. Client addresses are used one after the
 * other, each with every port that it gets.
 */
export async function mapCount(test: MapCase): Promise<MapCount> {
  setPorts(test.portRange, test.reserved);
  const loop = await createLoop('epoll');
  try {
    for (const on of [PROXY, ...test.destinations]) await listenUnattended(loop, on);
    return await fill(loop, test);
  } finally {
    loop.close();
  }
}

async function fill(loop: Loop, { map, destinations }: MapCase): Promise<MapCount> {
  const evaluate = mapEvaluator(map);
  const held = new Map<string, number>();
  const full = new Set<string>();
  let total = 0;
  let firstFailure: number | null = null;
  const someLeft = () => full.size < Math.max(1, held.size);
  for (let client = 1; client <= CLIENTS && someLeft(); client++) {
    const clients = await openUntilRefused(loop, clientsFrom(`127.64.0.${client}`));
    for (const { localPort } of clients) {
      const source = templateText(evaluate(String(localPort)));
      held.set(source, held.get(source) ?? 0);
      if (full.has(source)) continue;
      if (await openToAny(loop, source, turned(destinations, total))) {
        held.set(source, (held.get(source) ?? 0) + 1);
        total++;
      } else {
        full.add(source);
        firstFailure ??= total;
      }
    }
    for (const connection of clients) connection.reset();
  }
  return { perSource: Object.fromEntries(held), firstFailure: firstFailure ?? total };
}

function* clientsFrom(address: string) {
  for (;;) yield { bind: { mode: 'late', address }, to: PROXY } as const;
}

/** Whether a connection from `address` to any of the destinations opens. */
async function openToAny(loop: Loop, address: string, to: readonly Endpoint[]): Promise<boolean> {
  for (const destination of to) {
    if (await open(loop, { bind: { mode: 'late', address }, to: destination })) return true;
  }
  return false;
}

/** Round robin: the list, beginning with its nth member. */
function turned<T>(list: readonly T[], n: number): T[] {
  const from = n % list.length;
  return [...list.slice(from), ...list.slice(0, from)];
}
