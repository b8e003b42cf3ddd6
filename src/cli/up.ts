import { once } from 'node:events';
import type { Command } from 'commander';
import { jsonText, linesText } from '../lib/printable.js';
import type { EngineChoice } from '../model/engine.js';
import type { UpState } from '../run/up/up-state.js';
import { engineOption, loopbackOption } from './chain-options.js';
import { invocation } from './invocation.js';
import { untilInterrupted, type World } from './world.js';

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
  const { raiseChain } = await import('../run/up/raised-chain.js');
  const { stateFile } = await import('../run/up/up-state.js');
  const chain = await raiseChain({
    scenario,
    engine: options.engine,
    block: options.loopback ?? null,
    stateFile: stateFile(world.env),
    signal,
  });
  try {
    if (chain.replaced !== null && !options.quiet) {
      world.stderr.write(linesText([`tidegate: ${chain.replaced}`]));
    }
    if (options.json) world.stdout.write(jsonText(chain.state));
    else if (!options.quiet) {
      world.stdout.write(describe(chain.state, scenario, invocation(world)));
    }
    if (!signal.aborted) await Promise.race([once(signal, 'abort'), chain.failure]);
  } finally {
    await chain.lower();
  }
}

/**
 * @param scenario as the user named it
 * @param tidegate as the user called it
 */
function describe(state: UpState, scenario: string, tidegate: string): string {
  const backends = state.backends.flatMap((backend) => [
    `  backend ${backend.name}     ${backend.url}`,
    `    maintenance ${backend.maintenanceFile}`,
  ]);
  const lines = [
    `The chain "${state.scenario}" is up; Ctrl-C ends it.`,
    `  frontend      ${state.url}`,
    ...backends,
    '',
    'From another terminal:',
    `  ${tidegate} maintenance on        takes backend ${state.drains} out`,
    `  ${tidegate} bench ${state.url}`,
    `  ${tidegate} run ${scenario} \\`,
    `    --url ${state.url} \\`,
    `    --backend-url ${state.backends.map((backend) => backend.url).join(' ')} \\`,
    `    --maintenance-on '${tidegate} maintenance on' \\`,
    `    --maintenance-off '${tidegate} maintenance off'`,
  ];
  return linesText(lines);
}
