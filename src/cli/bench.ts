import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { EXIT, type ExitCode, TidegateError } from '../lib/errors.js';
import { interruptionOf } from '../lib/interruption.js';
import type { BenchReport, BenchResult, Threshold } from '../model/bench.js';
import { addBenchFlags, type BenchFlags } from './bench-options.js';
import { layoutOf } from './layout-of.js';
import { untilInterrupted, type World } from './world.js';

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
  const { judgeThreshold } = await import('../verify/thresholds.js');
  const { benchVerdict } = await import('../bench/bench-verdict.js');
  const thresholds = await readThresholds(flags);
  const [result, secondOpinion] = await measure(world, url, flags, signal);
  const judged = thresholds.map((threshold) => judgeThreshold(threshold, result));
  const verdict = benchVerdict(result, judged);
  await print(world, flags, { ...verdict, result, secondOpinion, thresholds: judged });
  return result.interrupted ? interruptionOf(signal).exitCode : EXIT[verdict.verdict];
}

async function print(world: World, flags: BenchFlags, report: BenchReport): Promise<void> {
  if (flags.json) {
    const { result, ...rest } = report;
    world.stdout.write(`${JSON.stringify({ ...result, ...rest }, null, 2)}\n`);
  } else if (!flags.quiet) {
    const { renderBenchText } = await import('../report/bench-text.js');
    world.stdout.write(renderBenchText(report, layoutOf(world)));
  }
}

/** The result that is judged, and the second opinion if one was asked for. */
async function measure(
  world: World,
  url: string,
  flags: BenchFlags,
  signal: AbortSignal,
): Promise<[BenchResult, BenchResult | null]> {
  const body = flags.body === undefined ? null : readBody(flags.body, world.cwd());
  if (flags.generator === 'autocannon') return [await cannon(url, flags, body, signal), null];
  const own = await byTidegate(url, flags, body, signal);
  const second = flags.generator === 'both' && !signal.aborted;
  return [own, second ? await cannon(url, flags, body, signal) : null];
}

async function byTidegate(
  url: string,
  flags: BenchFlags,
  body: Buffer | null,
  signal: AbortSignal,
): Promise<BenchResult> {
  const { readTarget, resolveTarget } = await import('../bench/resolve-target.js');
  const { requestBytes } = await import('../bench/bench-request.js');
  const { workersFor } = await import('./bench-preflight.js');
  const { bench } = await import('../bench/bench.js');
  const { connections, method, header: fields = [], pipelining, engine } = flags;
  const { host, path, ...where } = readTarget(url);
  const target = await resolveTarget({ host, path, ...where });
  const threads = workersFor(connections, target, flags.threads);
  const plan = {
    target,
    request: requestBytes({ method, path, host, fields, body }),
    toHead: method === 'HEAD',
    connections,
    pipelining,
    rate: flags.rate ?? null,
    warmupMs: flags.warmup,
    durationMs: flags.duration,
    timeoutMs: flags.timeout,
    engine,
  };
  return bench({ url, plan, threads, signal });
}

async function cannon(
  url: string,
  flags: BenchFlags,
  body: Buffer | null,
  signal: AbortSignal,
): Promise<BenchResult> {
  const { readTarget } = await import('../bench/resolve-target.js');
  const { benchByAutocannon } = await import('../bench/autocannon.js');
  readTarget(url);
  const { connections, method, pipelining, header = [] } = flags;
  return benchByAutocannon({
    url,
    connections,
    durationMs: flags.duration,
    timeoutMs: flags.timeout,
    rate: flags.rate ?? null,
    method,
    headers: Object.fromEntries(header),
    body,
    pipelining,
    signal,
  });
}

/** @throws TidegateError THRESHOLD_BAD, also for what the generator cannot measure */
async function readThresholds(flags: BenchFlags): Promise<Threshold[]> {
  const { isShared, parseThreshold } = await import('../verify/thresholds.js');
  const thresholds = [
    ...(flags.max ?? []).map((text) => parseThreshold('max', text)),
    ...(flags.min ?? []).map((text) => parseThreshold('min', text)),
  ];
  const unseen = thresholds.find(({ metric }) => !isShared(metric));
  if (flags.generator !== 'autocannon' || !unseen) return thresholds;
  throw new TidegateError('THRESHOLD_BAD', `autocannon does not count "${unseen.metric}"`, {
    hint: `Leave out --generator autocannon, or --${unseen.op} ${unseen.metric}.`,
  });
}

/** `@FILE` is the file's content. @throws TidegateError BODY_UNREADABLE */
function readBody(text: string, directory: string): Buffer {
  if (!text.startsWith('@')) return Buffer.from(text);
  const file = resolve(directory, text.slice(1));
  try {
    return readFileSync(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new TidegateError('BODY_UNREADABLE', `--body is "${text}": ${code}`, {
      hint: 'Name a file that can be read, as --body @FILE.',
      cause,
    });
  }
}
