import { type Command, Option } from 'commander';
import { EXIT, type ExitCode } from '../lib/errors.js';
import { interruptionOf } from '../lib/interruption.js';
import { jsonText } from '../lib/printable.js';
import type { BindMode } from '../model/hop.js';
import type { ProveCase, ProveResult } from '../model/prove.js';
import { layoutOf } from './layout-of.js';
import { createLiveLine } from './live-line.js';
import { countOption } from './option-parsers.js';
import { untilInterrupted, type World } from './world.js';

interface Options {
  readonly portRange?: string;
  readonly sources?: number;
  readonly destinations?: number;
  readonly bind?: BindMode;
  readonly reserved?: string;
  readonly json?: true;
  readonly quiet?: true;
}

const EXAMPLE = `
Examples:
  $ tidegate prove                                        every rule, the mission's map, the soft cliff
  $ tidegate prove --port-range 50000-50098 --sources 2 --destinations 3 --bind early
  $ tidegate prove --port-range 50000-50099 --reserved 50010-50019 --json

Needs Linux and unshare (util-linux); root, or unprivileged user namespaces.
Exit codes: 0 the kernel agrees, 1 it does not, 2 usage or no namespace to be had, 130 interrupted (143 by SIGTERM).`;

export function addProveCommand(program: Command, world: World): void {
  program
    .command('prove')
    .description('The prediction against real connections, in a private network namespace.')
    .option('--port-range <lo-hi>', 'one case: its ephemeral ports (default: 50000-50099)')
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
    .option('--reserved <list>', 'one case: reserved ports, as 8080,40000-40099')
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing, only say by the exit code whether the kernel agrees')
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      world.exitCode = await untilInterrupted(world, (signal) => prove(world, options, signal));
    });
}

async function prove(world: World, options: Options, signal: AbortSignal): Promise<ExitCode> {
  const test = await oneCase(options);
  const { allAgree, proveAll, proveOne } = await import('../run/prove/prove.js');
  const live = createLiveLine(world.stderr, !options.quiet && !options.json);
  const how = { signal, onProgress: (name: string) => live.show(name) };
  let result: ProveResult;
  try {
    result = await (test ? proveOne(test, how) : proveAll(how));
  } catch (error) {
    if (signal.aborted) return interruptionOf(signal).exitCode;
    throw error;
  } finally {
    live.clear();
  }
  await print(world, options, result);
  return allAgree(result) ? EXIT.pass : EXIT.fail;
}

async function print(world: World, { json, quiet }: Options, result: ProveResult): Promise<void> {
  if (quiet) return;
  if (json) {
    world.stdout.write(jsonText(result));
    return;
  }
  const { renderProveText } = await import('../report/prove-text.js');
  world.stdout.write(renderProveText(result, layoutOf(world)));
}

/** The case that the options describe; null where none of them is given. */
async function oneCase(options: Options): Promise<ProveCase | null> {
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
