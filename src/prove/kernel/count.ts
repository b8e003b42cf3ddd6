import { TidegateError } from '../../lib/errors.js';
import type { PortRange } from '../../model/hop.js';
import type { Endpoint } from '../../model/origin.js';
import type { ProveCase } from '../../model/prove.js';
import { createLoop } from '../../net/create-loop.js';
import type { Loop } from '../../net/loop.js';
import { type Attempt, listenUnattended, openUntilRefused } from './open-until-refused.js';
import { setPorts } from './sysctl.js';

const FIRST_SOURCE = 0x7f000001;
const FIRST_DESTINATION = 0x7f800001;

/**
 * Opens the connections of the case until the kernel refuses, in this process's namespace, and
 * counts them.
 */
export async function count(test: ProveCase): Promise<number> {
  setPorts(test.portRange, test.reserved);
  // One loop for each case: closing it resets every connection, so nothing is left in TIME_WAIT.
  const loop = await createLoop('epoll');
  try {
    return await countOn(loop, test);
  } finally {
    loop.close();
  }
}

async function countOn(loop: Loop, test: ProveCase): Promise<number> {
  const port = portOutside(test.portRange);
  const destinations = addresses(FIRST_DESTINATION, test.destinations).map((address) => ({
    address,
    port,
  }));
  for (const destination of destinations) await listenUnattended(loop, destination);
  for (const listener of test.listeners) await listenUnattended(loop, endpoint(listener));
  let counted = 0;
  for (const attempts of attemptsOf(test, destinations)) {
    counted += (await openUntilRefused(loop, attempts)).length;
  }
  return counted;
}

/**
 * The attempts, grouped by the supply of ports that they share: a late bind has a supply for each
 * tuple, an early bind for each source, and an explicit bind is refused only what it opened itself
 * before.
 */
function* attemptsOf(
  { sources, bind, portRange }: ProveCase,
  destinations: readonly Endpoint[],
): Generator<Iterable<Attempt>> {
  for (const address of addresses(FIRST_SOURCE, sources)) {
    if (bind === 'early') {
      yield forEver(destinations.map((to) => ({ bind: { mode: 'early', address }, to })));
      continue;
    }
    for (const to of destinations) {
      if (bind === 'late') {
        yield forEver([{ bind: { mode: 'late', address }, to }]);
        continue;
      }
      for (let port = portRange[0]; port <= portRange[1]; port++) {
        yield forEver([{ bind: { mode: 'explicit', address, port }, to }]);
      }
    }
  }
}

function* forEver(attempts: readonly Attempt[]): Generator<Attempt> {
  for (;;) yield* attempts;
}

function addresses(first: number, howMany: number): string[] {
  return Array.from({ length: howMany }, (_, index) => {
    const value = first + index;
    return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
  });
}

/** Destinations listen outside the range, because a listener inside would take one of its ports. */
function portOutside([low, high]: PortRange): number {
  if (high < 65_535) return high + 1;
  if (low > 1) return low - 1;
  throw new TidegateError(
    'PORT_RANGE_TOO_LARGE',
    'port range 1-65535 leaves no port to listen on',
    {
      hint: 'Leave out one port at least.',
    },
  );
}

function endpoint(text: string): Endpoint {
  const colon = text.lastIndexOf(':');
  return { address: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}
