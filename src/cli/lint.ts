import { type Command, Option } from 'commander';
import { addHostFlags } from './host-flags.js';
import type { LintOptions } from './lint-action.js';
import type { World } from './world.js';

const EXAMPLE = `
Examples:
  $ tidegate lint nginx.conf
  $ tidegate lint nginx.conf --facts host.json --clients local:1
  $ tidegate lint haproxy.cfg
  $ tidegate lint nginx.conf --fix | patch -p0`;

export function addLintCommand(program: Command, world: World): void {
  const command = program
    .command('lint')
    .description('What in a configuration will not do what it says, where, why, and the mend.')
    .argument('<config>', 'configuration of nginx (whole or a fragment) or HAProxy')
    .option('--json', 'print the findings as JSON')
    .addOption(
      new Option('--fix', 'print the mended configuration as a diff; no file is written').conflicts(
        'json',
      ),
    )
    .option('--quiet', 'print nothing, only say by the exit code whether there is something');
  addHostFlags(command)
    .addHelpText('after', EXAMPLE)
    .action(async (config: string, options: LintOptions) => {
      const { printLint } = await import('./lint-action.js');
      await printLint(config, options, world);
    });
}
