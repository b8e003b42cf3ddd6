import { type Command, Option } from 'commander';
import { EXIT, type ExitCode, TidegateError } from '../lib/errors.js';
import { interruptionOf } from '../lib/interruption.js';
import type { ProveCase, ProveResult } from '../model/prove.js';
import { RENDERERS } from '../report/renderers.js';
import { createLiveLine } from './live-line.js';
import { countOption } from './option-parsers.js';
import { print } from './print.js';
import type { ProveOptions } from './prove-options.js';
import { untilInterrupted, type World } from './world.js';

const EXAMPLE = `
Examples:
  $ tidegate prove                                        every rule, a map of client ports, the soft cliff
  $ tidegate prove --port-range 50000-50098 --sources 2 --destinations 3 --bind early
  $ tidegate prove --port-range 50000-50099 --reserved 50010-50019 --json
  $ tidegate prove nginx.conf --scale 1/100               the installed nginx, filled until it refuses
  $ tidegate prove haproxy.cfg --nofile 1024 --port-range 50000-50199
  $ tidegate prove nginx.conf --target 500000 --scale 1/100   are 500,000 held once it is mended?

Needs Linux and unshare (util-linux); root, or unprivileged user namespaces.
Exit codes: 0 the kernel agrees (with --target: N are held), 1 not so, 2 usage, no namespace to be had or more than
this machine can give, 3 the configuration is invalid, 130 interrupted (143 by SIGTERM).`;

export function addProveCommand(program: Command, world: World): void {
  program
    .command('prove')
    .description('The prediction against real connections, in a private network namespace.')
    .argument('[config]', 'configuration of nginx or HAProxy: run it, fill it, compare')
    .addOption(
      new Option('--engine <name>', 'CONFIG: who runs it (default: the installed one)').choices([
        'nginx',
        'haproxy',
        'bundled',
      ]),
    )
    .option(
      '--scale <ratio>',
      'CONFIG: ranges and limits times this, as 1/100, where the host is too small',
      scaleOption,
    )
    .option(
      '--nofile <n>',
      "CONFIG: descriptors of the proxy (default: this shell's)",
      countOption('--nofile'),
    )
    .option(
      '--target <n>',
      'CONFIG: make the changes that capacity --target N prints, in a copy; are N held then?',
      countOption('--target'),
    )
    .option(
      '--port-range <lo-hi>',
      "ephemeral ports (default: 50000-50099; with CONFIG: this host's)",
    )
    .option('--sources <n>', 'one case: source addresses (default: 1)', countOption('--sources'))
    .option(
      '--destinations <n>',
      'one case: address:port pairs (default: 1)',
      countOption('--destinations'),
    )
    .addOption(
      new Option('--bind <mode>', 'one case: how ports are chosen (default: late)').choices([
        'late',
        'early',
        'explicit',
      ]),
    )
    .option('--reserved <list>', 'reserved ports, as 8080,40000-40099')
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing, only say by the exit code whether the kernel agrees')
    .addHelpText('after', EXAMPLE)
    .action(async (config: string | undefined, options: ProveOptions) => {
      world.exitCode = await untilInterrupted(world, async (signal) => {
        if (config === undefined) return await prove(world, options, signal);
        const { proveConfiguration } = await import('./prove-config.js');
        return await proveConfiguration(world, config, options, signal);
      });
    });
}

/** `1/100`, `0.01`. @throws TidegateError OPTION_BAD */
function scaleOption(text: string): number {
  const [, above = '', below = '1'] = /^(\d+(?:\.\d+)?)(?:\/(\d+))?$/.exec(text) ?? [];
  const scale = Number(above) / Number(below);
  if (above !== '' && scale > 0 && scale <= 1) return scale;
  throw new TidegateError('OPTION_BAD', `--scale is "${text}"`, {
    hint: 'Give a ratio of 1 at most, as 1/100.',
  });
}

async function prove(world: World, options: ProveOptions, signal: AbortSignal): Promise<ExitCode> {
  const misplaced = (['engine', 'scale', 'nofile', 'target'] as const).find(
    (one) => options[one] !== undefined,
  );
  if (misplaced) {
    throw new TidegateError('OPTION_MISPLACED', `--${misplaced} needs a configuration`, {
      hint: 'Name one, as tidegate prove nginx.conf.',
    });
  }
  const test = await oneCase(options);
  const { allAgree, proveAll, proveOne } = await import('../run/prove/prove.js');
  const live = await createLiveLine(world, !options.quiet && !options.json);
  const how = { signal, onProgress: (stage: string) => live.show({ stage }) };
  let result: ProveResult;
  try {
    result = await (test ? proveOne(test, how) : proveAll(how));
  } catch (error) {
    if (signal.aborted) return interruptionOf(signal).exitCode;
    throw error;
  } finally {
    live.clear();
  }
  if (!options.quiet) await print(world, RENDERERS.prove[options.json ? 'json' : 'text'], result);
  return allAgree(result) ? EXIT.pass : EXIT.fail;
}

/** The case that the options describe; null where none of them is given. */
async function oneCase(options: ProveOptions): Promise<ProveCase | null> {
  const { portRange, sources, destinations, bind, reserved } = options;
  const given = [portRange, sources, destinations, bind, reserved];
  if (given.every((value) => value === undefined)) return null;
  const { portListOption, portRangeOption } = await import('./capacity-options.js');
  return {
    name: bind ?? 'late',
    portRange: portRangeOption('--port-range', portRange ?? '50000-50099'),
    sources: sources ?? 1,
    destinations: destinations ?? 1,
    bind: bind ?? 'late',
    // The kernel takes no blanks.
    reserved: portListOption('--reserved', reserved ?? '').replace(/\s/g, ''),
    listeners: [],
  };
}
