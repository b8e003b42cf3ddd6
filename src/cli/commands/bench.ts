import type { Command } from 'commander';
import { EXIT, type ExitCode, interruptionOf } from '../../lib/errors.js';
import { secretsOf } from '../../lib/secrets.js';
import type { BenchResult } from '../../model/bench.js';
import { RENDERERS } from '../../report/renderers.js';
import type { BenchOrder } from '../actions/bench-order.js';
import { addBenchFlags, type BenchFlags } from '../options/bench-options.js';
import { print } from '../print.js';
import { untilInterrupted, type World } from '../world.js';

export function addBenchCommand(program: Command, world: World): void {
  const command = program
    .command('bench')
    .description('Measure requests per second and latency, and count every request that fails.')
    .argument('<url>', 'an http or https URL');
  addBenchFlags(command).action(async (url: string, flags: BenchFlags) => {
    world.exitCode = await untilInterrupted(world, (signal) => run(world, url, flags, signal));
  });
}

async function run(
  world: World,
  url: string,
  flags: BenchFlags,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { readOrder } = await import('../actions/bench-order.js');
  const { judgeThreshold } = await import('../../verify/thresholds.js');
  const { benchVerdict } = await import('../../bench/bench-verdict.js');
  const order = readOrder(url, flags, world.cwd());
  const [result, secondOpinion] = await measure(order, signal);
  const thresholds = order.thresholds.map((threshold) => judgeThreshold(threshold, result));
  const verdict = benchVerdict(result, thresholds);
  const report = { ...verdict, result, secondOpinion, thresholds };
  if (flags.json || !flags.quiet) {
    const format = flags.json ? 'json' : 'text';
    await print(world, RENDERERS.bench[format], secretsOf(world).hideIn(report));
  }
  return result.interrupted ? interruptionOf(signal).exitCode : EXIT[verdict.verdict];
}

/** The result that is judged, and the second opinion if there is one. */
async function measure(
  order: BenchOrder,
  signal: AbortSignal,
): Promise<[BenchResult, BenchResult | null]> {
  const { generator } = order.flags;
  if (generator === 'autocannon') return [await byAutocannon(order, signal), null];
  const own = await byTidegate(order, signal);
  const second = generator === 'both' && !signal.aborted;
  return [own, second ? await byAutocannon(order, signal) : null];
}

async function byTidegate(order: BenchOrder, signal: AbortSignal): Promise<BenchResult> {
  const { benchOptions } = await import('../actions/bench-order.js');
  const { bench } = await import('../../bench/bench.js');
  return bench({ ...(await benchOptions(order)), signal });
}

async function byAutocannon(order: BenchOrder, signal: AbortSignal): Promise<BenchResult> {
  const { cannonOptions } = await import('../actions/bench-order.js');
  const { benchByAutocannon } = await import('../../bench/autocannon/autocannon.js');
  return benchByAutocannon({ ...cannonOptions(order), signal });
}
