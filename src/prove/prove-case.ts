import { TidegateError } from '../lib/errors.js';
import type { ProveCase, ProvenCase } from '../model/prove.js';
import type { Namespace } from './namespace.js';
import { type Predicted, portsOf, predict } from './predict.js';

/** Descriptors of the process inside that are no connections: Node's own, listeners, epoll. */
export const OWN_DESCRIPTORS = 100;

/**
 * Predicts, opens and compares.
 * @param descriptors how many the process inside may hold
 * @throws TidegateError PROVE_TOO_LARGE if something other than ports would be the limit
 */
export async function proveCase(
  test: ProveCase,
  namespace: Namespace,
  descriptors: number,
): Promise<ProvenCase> {
  const predicted = portsOf(predict(test));
  refuseTooLarge(predicted.max, test.destinations, namespace, descriptors);
  const measured = await namespace.ask('count', test);
  return { ...test, predicted, measured, agrees: within(measured, predicted) };
}

function refuseTooLarge(
  max: number,
  destinations: number,
  { acceptQueue }: Namespace,
  descriptors: number,
): void {
  const needed = max + destinations + OWN_DESCRIPTORS;
  const each = Math.ceil(max / destinations);
  if (needed <= descriptors && each <= acceptQueue) return;
  const [why, other] =
    needed > descriptors
      ? [`need ${needed} descriptors of ${descriptors}`, 'raise ulimit -n']
      : [`are ${each} a destination, whose accept queue holds ${acceptQueue}`, 'run it as root'];
  throw new TidegateError('PROVE_TOO_LARGE', `${max} connections ${why}`, {
    hint: `Give a narrower --port-range or fewer --sources, or ${other}.`,
  });
}

export function within(measured: number, { guaranteed, max }: Predicted): boolean {
  return guaranteed <= measured && measured <= max;
}
