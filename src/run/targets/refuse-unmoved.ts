import { formatEndpoint } from '../../lib/address/origin.js';
import { TidegateError } from '../../lib/errors.js';
import type { Endpoint } from '../../model/origin.js';
import type { Scenario } from '../../model/scenario.js';
import { readConfigFile } from './read-config.js';
import type { Stage } from './stage.js';
import { listenOf } from './topology.js';

/**
 * Refuses `--loopback` for a chain with an address that it cannot move, so that two runs cannot
 * collide there: IPv6 has one loopback address, ::1, and no block to move to.
 * @throws TidegateError OPTION_MISPLACED, and those of the configuration reader
 */
export function refuseUnmoved(stage: Stage, block: string): void {
  for (const [what, end] of endsOf(stage, stage.scenario.topology)) {
    if (!end.address.includes(':')) continue;
    const where = `${what} listens on ${formatEndpoint(end)}`;
    throw new TidegateError('OPTION_MISPLACED', `--loopback is ${block}, and ${where}`, {
      hint: 'Leave --loopback out: it moves IPv4 addresses only, 127.0.0.N.',
    });
  }
}

function* endsOf(
  stage: Stage,
  { frontend, backends }: Scenario['topology'],
): Generator<readonly [what: string, end: Endpoint]> {
  for (const box of [frontend, ...backends.map(({ proxy }) => proxy)]) {
    if (box) yield [box.config, listenOf(readConfigFile(stage.config(box.config)))];
  }
  for (const { name, server } of backends) yield [`backend server ${name}`, server];
}
