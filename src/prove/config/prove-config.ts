import { assessCapacity } from '../../capacity/assess.js';
import { TidegateError } from '../../lib/errors.js';
import type { CapacityReport } from '../../model/capacity.js';
import type { HostFacts } from '../../model/facts.js';
import type { ConfigProof } from '../../model/prove-config.js';
import { compare } from './compare.js';
import { type ProveConfigOptions, withCopy } from './copy/making.js';
import { holdInNamespace } from './hold-in-namespace.js';
import type { HoldOrder } from './hold-order.js';
import { orderFor, workersIn } from './order-for.js';

/**
 * Runs a configuration in a namespace of its own, opens connections until it refuses, and compares
 * the count with the calculator's.
 * @throws TidegateError as the readers, the copies and the namespace do; PROVE_TOO_LARGE,
 *   PROVE_BACKEND_UNREACHABLE, PROVE_PROXY_NOT_STARTED
 */
export async function proveConfig(options: ProveConfigOptions): Promise<ConfigProof> {
  return await withCopy(options, async (making) => {
    const { file, scale } = options;
    const { made, copy, facts, engine, standIns } = making;
    const deployment = await options.readDeployment(scale === 1 && !made.asCopied ? file : copy);
    const report = assessCapacity(deployment, facts);
    const order = orderFor(making, deployment, report);
    refuseTooLarge(report, order, facts);
    options.onProgress(`${engine.name} with ${file}`);
    const held = await holdInNamespace(order, engine.name, options.signal);
    const { portRange, reserved, nofile } = order;
    return {
      schema: 'tidegate.prove-config/1',
      config: file,
      engine,
      kernel: facts.kernel ?? '',
      scale,
      given: { portRange, reserved, nofile },
      standIns: [...standIns.said, ...held.leftOut],
      ...compare(report, held, { engine: engine.name, workers: workersIn(deployment, facts) }),
    };
  });
}

function refuseTooLarge(
  { endToEnd }: CapacityReport,
  { most }: Pick<HoldOrder, 'most'>,
  { nofile }: HostFacts,
): void {
  const { max, binding } = endToEnd;
  // A limit of the host, such as its memory, is not scaled; the run shows what refuses first.
  if (max === null || max <= most || binding?.hop === null) return;
  const part = Math.ceil((2 * max) / most);
  throw new TidegateError(
    'PROVE_TOO_LARGE',
    `${max} connections are predicted, and ${most} can be opened here with ${nofile?.hard ?? 'its'} descriptors`,
    { hint: `Scale ranges and limits down: --scale 1/${part}; or raise ulimit -n.` },
  );
}
