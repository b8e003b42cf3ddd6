import { once } from 'node:events';
import type { Command } from 'commander';
import type { EngineChoice } from '../../model/engine.js';
import { RENDERERS } from '../../report/renderers.js';
import { invocation } from '../invocation.js';
import { engineOption, loopbackOption } from '../options/chain-options.js';
import { print } from '../print.js';
import { untilInterrupted, type World } from '../world.js';

interface Options {
  readonly engine: EngineChoice;
  readonly loopback?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addUpCommand(program: Command, world: World): void {
  program
    .command('up')
    .description('Start the chain of a scenario and keep it up until Ctrl-C.')
    .argument('[scenario]', 'a shipped scenario or a scenario file', 'maintenance')
    .addOption(engineOption())
    .addOption(loopbackOption())
    .option('--json', 'print the addresses and maintenance files as JSON')
    .option('--quiet', 'print nothing but errors')
    .addHelpText('after', '\nExample:\n  $ tidegate up maintenance')
    .action((scenario: string, options: Options) =>
      untilInterrupted(world, (signal) => up(world, scenario, options, signal)),
    );
}

async function up(
  world: World,
  scenario: string,
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  const { raiseChain } = await import('../../run/up/raised-chain.js');
  const { stateFile } = await import('../../run/up/up-state.js');
  const chain = await raiseChain({
    scenario,
    engine: options.engine,
    block: options.loopback ?? null,
    stateFile: stateFile(world.env),
    signal,
  });
  try {
    if (chain.replaced !== null && !options.quiet) {
      await print(world, RENDERERS.notes.text, [`tidegate: ${chain.replaced}`], world.stderr);
    }
    if (options.json || !options.quiet) {
      const report = { state: chain.state, scenario, tidegate: invocation(world) };
      await print(world, RENDERERS.up[options.json ? 'json' : 'text'], report);
    }
    if (!signal.aborted) await Promise.race([once(signal, 'abort'), chain.failure]);
  } finally {
    await chain.lower();
  }
}
