import { type Command, InvalidArgumentError } from 'commander';
import { EXIT, type ExitCode, TidegateError } from '../lib/errors.js';
import { interruptionOf } from '../lib/interruption.js';
import type { JudgedThreshold } from '../model/bench.js';
import { countOption } from './option-parsers.js';
import { untilInterrupted, type World, wantsColour } from './world.js';

interface Options {
  readonly connections: number;
  readonly duration: number;
  readonly rate?: number;
  readonly header?: readonly string[];
  readonly method: string;
  readonly body?: string;
  readonly pipelining: number;
  readonly max?: readonly string[];
  readonly min?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const EXAMPLES = `
Example:
  $ tidegate bench http://127.0.0.1:18080/ -c 100 -d 10 --max p99=50ms --max errors=0

Metrics: rps, mean, p50, p90, p99, p99.9, max (latencies with their unit), throughput (bytes a
second, 10m), responses, errors, timeouts, non2xx.
Exit codes: 0 pass, 1 a threshold failed or nothing answered, 2 usage, 130 interrupted (143 by SIGTERM).`;

export function addBenchCommand(program: Command, world: World): void {
  program
    .command('bench')
    .description('Measure requests per second and latency through a deployment (autocannon).')
    .argument('<url>', 'an http or https URL')
    .option('-c, --connections <n>', 'connections at once', countOption('--connections'), 10)
    .option('-d, --duration <seconds>', 'how long', countOption('--duration'), 10)
    .option('--rate <n>', 'requests a second over all connections', countOption('--rate'))
    .option('-H, --header <field>', 'a header field, "Name: value"; may be repeated', append)
    .option('-m, --method <method>', 'request method', parseMethod, 'GET')
    .option('-b, --body <text>', 'request body')
    .option(
      '--pipelining <n>',
      'requests under way on a connection',
      countOption('--pipelining'),
      1,
    )
    .option('--max <metric=value>', 'a threshold not to pass; may be repeated', append)
    .option('--min <metric=value>', 'a threshold to reach; may be repeated', append)
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing but errors')
    .addHelpText('after', EXAMPLES)
    .action(async (url: string, options: Options) => {
      world.exitCode = await untilInterrupted(world, (signal) => run(world, url, options, signal));
    });
}

async function run(
  world: World,
  url: string,
  options: Options,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { parseThreshold, judgeThreshold } = await import('../verify/thresholds.js');
  const thresholds = [
    ...(options.max ?? []).map((text) => parseThreshold('max', text)),
    ...(options.min ?? []).map((text) => parseThreshold('min', text)),
  ];
  const headers = Object.fromEntries((options.header ?? []).map(parseHeader));
  const { bench } = await import('../load/bench.js');
  const result = await bench({
    url,
    connections: options.connections,
    seconds: options.duration,
    rate: options.rate ?? null,
    method: options.method,
    headers,
    body: options.body ?? null,
    pipelining: options.pipelining,
    signal,
  });
  const judged = thresholds.map((threshold) => judgeThreshold(threshold, result));
  if (options.json) {
    world.stdout.write(`${JSON.stringify({ ...result, thresholds: judged }, null, 2)}\n`);
  } else if (!options.quiet) {
    const { renderBenchText } = await import('../report/bench-text.js');
    world.stdout.write(renderBenchText(result, judged, wantsColour(world)));
  }
  if (result.interrupted) return interruptionOf(signal).exitCode;
  return exitCode(judged, result.responses);
}

function exitCode(judged: readonly JudgedThreshold[], responses: number): ExitCode {
  return responses > 0 && judged.every(({ ok }) => ok) ? EXIT.pass : EXIT.fail;
}

function append(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function parseMethod(text: string): string {
  const method = text.toUpperCase();
  if (/^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method)) return method;
  throw new InvalidArgumentError('Say GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.');
}

function parseHeader(text: string): [string, string] {
  const field = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([^\r\n]*)$/.exec(text);
  if (field?.[1] !== undefined && field[2] !== undefined) return [field[1], field[2]];
  throw new TidegateError('OPTION_BAD', `--header is "${text}"`, {
    hint: 'Write a header field as --header "Name: value".',
  });
}
