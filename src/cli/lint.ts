import { type Command, Option } from 'commander';
import type { LintOptions } from './lint-action.js';
import type { World } from './world.js';

const EXAMPLE = `
Examples:
  $ tidegate lint nginx.conf
  $ tidegate lint nginx.conf --facts host.json --clients local:1
  $ tidegate lint haproxy.cfg
  $ tidegate lint nginx.conf --fix | patch -p0`;

export function addLintCommand(program: Command, world: World): void {
  program
    .command('lint')
    .description('What in a configuration will not do what it says, where, why, and the mend.')
    .argument('<config>', 'configuration of nginx (whole or a fragment) or HAProxy')
    .option('--json', 'print the findings as JSON')
    .addOption(
      new Option('--fix', 'print the mended configuration as a diff; no file is written').conflicts(
        'json',
      ),
    )
    .option('--quiet', 'print nothing, only say by the exit code whether there is something')
    .option('--facts <file>', 'facts captured on another host (tidegate facts --json)')
    .option('-p, --prefix <dir>', 'where the includes of an nginx configuration are relative to')
    .option('--proxy-version <v>', 'of nginx or HAProxy (default: the one that is installed)')
    .option('--pid <n>', 'limits of a running process, in place of those of this shell')
    .option('--service <name>', 'limits of a running service of systemd, as nginx')
    .option('--port-range <lo-hi>', "in place of this host's ephemeral ports")
    .option('--reserved <list>', "in place of this host's reserved ports, as 8080,40000-40099")
    .option('--kernel <version>', "in place of this host's kernel version")
    .option('--nofile <n>', "N or SOFT:HARD, in place of this shell's limits of descriptors")
    .option(
      '--clients <where>',
      'where clients connect from: N addresses of this host (local:N), N of others (remote:N), or any (remote, the default)',
    )
    .option('--client-port-range <lo-hi>', 'their ephemeral ports (default: 32768-60999)')
    .addHelpText('after', EXAMPLE)
    .action(async (config: string, options: LintOptions) => {
      const { printLint } = await import('./lint-action.js');
      await printLint(config, options, world);
    });
}
