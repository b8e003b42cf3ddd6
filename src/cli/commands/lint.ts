import { type Command, Option } from 'commander';
import type { LintOptions } from '../actions/lint-action.js';
import { addHostFlags } from '../options/host-flags.js';
import type { World } from '../world.js';

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
    .option('--quiet', 'print nothing; the exit code says whether there are findings');
  addHostFlags(command)
    .addHelpText('after', EXAMPLE)
    .action(async (config: string, options: LintOptions) => {
      const { printLint } = await import('../actions/lint-action.js');
      await printLint(config, options, world);
    });
}
