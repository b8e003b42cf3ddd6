import { type Command, Option } from 'commander';
import type { CapacityOptions } from '../actions/capacity-action.js';
import { addHostFlags } from '../options/host-flags.js';
import { countOption } from '../options/option-parsers.js';
import type { World } from '../world.js';

const EXAMPLE = `
Examples:
  $ tidegate capacity nginx.conf --clients local:1
  $ tidegate capacity nginx.conf --facts host.json --json
  $ tidegate capacity haproxy.cfg --clients remote
  $ tidegate capacity --sources 127.0.0.0/8 --destinations 127.0.0.1:80 --bind late
  $ tidegate capacity nginx.conf --target 500000`;

export function addCapacityCommand(program: Command, world: World): void {
  const command = program
    .command('capacity')
    .description('Limits per hop and end to end, and which of them binds.')
    .argument('[config]', 'configuration of nginx (whole or a fragment) or HAProxy')
    .option('--json', 'print the report as JSON')
    .option('--quiet', 'print the end-to-end number only');
  addHostFlags(command)
    .option(
      '--sources <spec>',
      'without a configuration: N, addresses, ranges, blocks (default: 1)',
    )
    .option(
      '--destinations <n|list>',
      'without a configuration: N or ADDRESS:PORT,... (default: 1)',
    )
    .option(
      '--max-conns <n>',
      'without a configuration: of each destination',
      countOption('--max-conns'),
    )
    .addOption(
      new Option('--bind <mode>', 'without a configuration (default: late)').choices([
        'late',
        'early',
        'explicit',
      ]),
    )
    .option(
      '--target <n>',
      'what would have to change to hold N connections',
      countOption('--target'),
    )
    .addHelpText('after', EXAMPLE)
    .action(async (config: string | undefined, options: CapacityOptions) => {
      const { printCapacity } = await import('../actions/capacity-action.js');
      await printCapacity(config, options, world);
    });
}
