import { writeFileSync } from 'node:fs';
import { assessCapacity } from '../../capacity/assess.js';
import { planTarget } from '../../capacity/target/plan-target.js';
import { WIDEST } from '../../capacity/target/sized.js';
import { thisHost } from '../../host/facts/host.js';
import { readFacts } from '../../host/facts/read-facts.js';
import { TidegateError } from '../../lib/errors.js';
import type { TargetProof } from '../../model/prove-config.js';
import { compare, predictionOf } from './compare.js';
import { type Making, type ProveConfigOptions, withCopy } from './copy/making.js';
import { scaled, scaledRange } from './copy/scale.js';
import { holdInNamespace } from './hold-in-namespace.js';
import type { HoldOrder } from './hold-order.js';
import { judgeTarget } from './judge-target.js';
import { refuseBeyondHost } from './mend/beyond-host.js';
import { mendCopy } from './mend/mend-copy.js';
import { mendHost } from './mend/mend-host.js';
import { orderFor, workersIn } from './order-for.js';

/**
 * Makes the changes that `capacity --target` prints, in a copy of the configuration and in a
 * namespace of its own, and opens connections until the target is held or refused. With a scale,
 * the plan is made for the scaled copy and the scaled target.
 * @throws TidegateError as the readers, the copies and the namespace do; PROVE_HOST_EXCEEDED,
 *   PROVE_CHANGE_UNSUPPORTED, PROVE_TOO_LARGE, PROVE_BACKEND_UNREACHABLE, PROVE_PROXY_NOT_STARTED
 */
export async function proveTarget(
  options: ProveConfigOptions,
  asked: number,
): Promise<TargetProof> {
  return await withCopy(options, async (making) => {
    const { file, scale, readDeployment } = options;
    const { engine, copy, facts } = making;
    const target = scaled(asked, scale);
    const before = await readDeployment(copy);
    const widest = scaledRange(WIDEST, scale);
    const { plan } = planTarget({ deployment: before, facts }, target, widest);
    refuseBeyondHost(plan.changes, {
      host: readFacts(thisHost()),
      mended: mendHost(facts, plan.changes),
      scale,
    });
    const mended = mendCopy(making, before, plan);
    writeFileSync(copy, mended.made.text);
    const after = await readDeployment(copy);
    const report = assessCapacity(after, mended.facts);
    const mendedMaking: Making = { ...making, ...mended };
    const order = orderFor(mendedMaking, after, report, target);
    refuseTooMany(target, order, scale);
    options.onProgress(`${engine.name} with ${file}, up to ${target}`);
    const held = await holdInNamespace(order, engine.name, options.signal);
    const by = { engine: engine.name, workers: workersIn(after, mended.facts) };
    const { ways, measured, refused, tolerance, disagreement } = compare(report, held, by);
    const predicted = {
      without: predictionOf(assessCapacity(before, facts)),
      with: predictionOf(report),
    };
    const { portRange, reserved, nofile } = order;
    return {
      schema: 'tidegate.prove-target/1',
      config: file,
      engine,
      kernel: facts.kernel ?? '',
      scale,
      target: { asked, connections: target },
      given: { portRange, reserved, nofile },
      changes: mended.changes,
      standIns: [...making.standIns.said, ...held.leftOut],
      ways,
      predicted,
      measured,
      refused,
      ...judgeTarget({
        target,
        promised: predicted.with.max,
        held,
        tolerance,
        elsewise: disagreement,
      }),
    };
  });
}

function refuseTooMany(target: number, { most }: HoldOrder, scale: number): void {
  if (target <= most) return;
  const part = Math.ceil(target / most / scale);
  throw new TidegateError(
    'PROVE_TOO_LARGE',
    `${target} connections are wanted, and ${most} can be opened here, with two descriptors for each`,
    { hint: `Shrink it: --scale 1/${part}; or have root raise the hard limit (ulimit -Hn).` },
  );
}
