import type { Command } from 'commander';
import { EXIT, type ExitCode, interruptionOf, TidegateError } from '../../lib/errors.js';
import type { ProveCase, ProveResult } from '../../model/prove.js';
import { RENDERERS } from '../../report/renderers.js';
import { createLiveLine } from '../live-line.js';
import { addProveFlags, type ProveOptions } from '../options/prove-options.js';
import { print } from '../print.js';
import { untilInterrupted, type World } from '../world.js';

export function addProveCommand(program: Command, world: World): void {
  const command = program
    .command('prove')
    .description('The prediction against real connections, in a private network namespace.')
    .argument('[config]', 'configuration of nginx or HAProxy: run it, fill it, compare');
  addProveFlags(command).action(async (config: string | undefined, options: ProveOptions) => {
    world.exitCode = await untilInterrupted(world, async (signal) => {
      if (config === undefined) return await prove(world, options, signal);
      const { proveConfiguration } = await import('../actions/prove-config.js');
      return await proveConfiguration(world, config, options, signal);
    });
  });
}

async function prove(world: World, options: ProveOptions, signal: AbortSignal): Promise<ExitCode> {
  const misplaced = (['engine', 'scale', 'nofile', 'target'] as const).find(
    (one) => options[one] !== undefined,
  );
  if (misplaced) {
    throw new TidegateError('OPTION_MISPLACED', `--${misplaced} needs a configuration`, {
      hint: 'Name one: tidegate prove nginx.conf.',
    });
  }
  const test = oneCase(options);
  const { allAgree, proveAll, proveOne } = await import('../../prove/prove.js');
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

/** The case that the options describe; null when none of them is given. */
function oneCase(options: ProveOptions): ProveCase | null {
  const { portRange, sources, destinations, bind, reserved } = options;
  const given = [portRange, sources, destinations, bind, reserved];
  if (given.every((value) => value === undefined)) return null;
  return {
    name: bind ?? 'late',
    portRange: portRange ?? [50_000, 50_099],
    sources: sources ?? 1,
    destinations: destinations ?? 1,
    bind: bind ?? 'late',
    reserved: reserved ?? '',
    listeners: [],
  };
}
