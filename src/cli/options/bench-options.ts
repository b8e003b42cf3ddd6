import { type Command, InvalidArgumentError, Option } from 'commander';
import type { EngineChoice } from '../../model/engine.js';
import { engineOption } from './chain-options.js';
import { parseHeaderField } from './header-option.js';
import { countOption, durationOption } from './option-parsers.js';

export interface BenchFlags {
  readonly connections: number;
  readonly duration: number;
  readonly warmup: number;
  readonly timeout: number;
  readonly rate?: number;
  readonly threads?: number;
  readonly header?: readonly (readonly [string, string])[];
  readonly method: string;
  readonly body?: string;
  readonly pipelining: number;
  readonly engine: EngineChoice;
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly serverName?: string;
  readonly generator: 'tidegate' | 'autocannon' | 'both';
  readonly max?: readonly string[];
  readonly min?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const EXAMPLES = `
Examples:
  $ tidegate bench http://127.0.0.1:18080/ -c 100 -d 10s --max p99=50ms
  $ tidegate bench http://127.0.0.1:18080/ --rate 2000 --max 503=10 --max p99.9=200ms
  $ tidegate bench http://127.0.0.1:18080/ --generator both

Metrics: rps, mean, p50, p90, p99, p99.9, max (latencies with their unit), throughput (bytes a
second, 10m), requests, responses, errors, timeouts, non2xx, 2xx to 5xx, a status code such as
503, reconnects, unsent, lag, cut, and each kind of failure: refused, unreachable,
connect-timeout, tls, no-port, no-descriptor, stray, unanswered, cut-head, cut-length,
cut-chunks, cut-tls, reset, framing, timeout, lost, unfinished.

A request that failed, or was answered with a status from 400 on, makes the benchmark fail,
unless a threshold on one of its metrics is given: then the threshold decides.

Exit codes: 0 pass, 1 a threshold or a request failed, 2 usage, 3 invalid (the tester itself was
the limit), 130 interrupted.`;

export function addBenchFlags(command: Command): Command {
  return command
    .option('-c, --connections <n>', 'connections at once', countOption('--connections'), 10)
    .option('-d, --duration <time>', 'how long: 10s, 1m, or seconds', parseDuration, 10_000)
    .option(
      '--warmup <time>',
      'time before the measurement, not counted',
      durationOption('--warmup'),
      0,
    )
    .option('--timeout <time>', 'for each request', durationOption('--timeout'), 10_000)
    .option('--rate <n>', 'requests a second over all connections', countOption('--rate'))
    .option('--threads <n>', 'worker processes (default: one a core)', countOption('--threads'))
    .option('-H, --header <field>', 'a header field, "Name: value"; repeatable', appendHeader)
    .option('-m, --method <method>', 'request method', parseMethod, 'GET')
    .option('-b, --body <text>', 'request body, or @FILE to read it from')
    .option(
      '--pipelining <n>',
      'requests under way on a connection',
      countOption('--pipelining'),
      1,
    )
    .option('--ca <file>', "certificates to trust instead of the system's, in PEM")
    .option('--insecure', 'check no certificate: any server is accepted as the target')
    .option('--server-name <name>', "the name to ask for and to check, instead of the URL's")
    .addOption(engineOption())
    .addOption(
      new Option('--generator <name>', 'what sends the requests')
        .choices(['tidegate', 'autocannon', 'both'])
        .default('tidegate'),
    )
    .option('--max <metric=value>', 'a threshold that must not be exceeded; repeatable', append)
    .option('--min <metric=value>', 'a threshold that must be reached; repeatable', append)
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing but errors')
    .addHelpText('after', EXAMPLES);
}

function append(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** A number without a unit is seconds, as in other tools. */
function parseDuration(text: string): number {
  return durationOption('--duration')(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text);
}

function parseMethod(text: string): string {
  const method = text.toUpperCase();
  if (/^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method)) return method;
  throw new InvalidArgumentError('Say GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.');
}

function appendHeader(
  text: string,
  before: readonly (readonly [string, string])[] = [],
): readonly (readonly [string, string])[] {
  return [...before, parseHeaderField(text)];
}
