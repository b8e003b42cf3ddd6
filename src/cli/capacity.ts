import { type Command, Option } from 'commander';
import type { CapacityOptions } from './capacity-action.js';
import type { World } from './world.js';

const EXAMPLE = `
Examples:
  $ tidegate capacity nginx.conf --clients local:1
  $ tidegate capacity nginx.conf --facts host.json --json
  $ tidegate capacity haproxy.cfg --clients remote
  $ tidegate capacity --sources 127.0.0.0/8 --destinations 127.0.0.1:80 --bind late
  $ tidegate capacity nginx.conf --target 500000`;

export function addCapacityCommand(program: Command, world: World): void {
  program
    .command('capacity')
    .description('Limits per hop and end to end, and which of them binds.')
    .argument('[config]', 'configuration of nginx (whole or a fragment) or HAProxy')
    .option('--json', 'print the report as JSON')
    .option('--quiet', 'print the end-to-end number only')
    .option('--facts <file>', 'facts captured on another host (tidegate facts --json)')
    .option('-p, --prefix <dir>', 'where the includes of an nginx configuration are relative to')
    .option('--proxy-version <v>', 'of nginx or HAProxy (default: the one that is installed)')
    .option('--pid <n>', 'limits of a running process, in place of those of this shell')
    .option('--service <name>', 'limits of a running service of systemd, as nginx')
    .option('--nofile <n>', "N or SOFT:HARD, in place of this shell's limits of descriptors")
    .option(
      '--clients <where>',
      'where clients connect from: N addresses of this host (local:N), N of others (remote:N), or any (remote, the default)',
    )
    .option('--client-port-range <lo-hi>', 'their ephemeral ports (default: 32768-60999)')
    .option('--port-range <lo-hi>', "in place of this host's ephemeral ports")
    .option('--reserved <list>', "in place of this host's reserved ports, as 8080,40000-40099")
    .option('--kernel <version>', "in place of this host's kernel version")
    .option(
      '--sources <spec>',
      'without a configuration: N, addresses, ranges, blocks (default: 1)',
    )
    .option(
      '--destinations <n|list>',
      'without a configuration: N or ADDRESS:PORT,... (default: 1)',
    )
    .option('--max-conns <n>', 'without a configuration: of each destination')
    .addOption(
      new Option('--bind <mode>', 'without a configuration (default: late)').choices([
        'late',
        'early',
        'explicit',
      ]),
    )
    .option('--target <n>', 'what would have to change to hold N connections')
    .addHelpText('after', EXAMPLE)
    .action(async (config: string | undefined, options: CapacityOptions) => {
      const { printCapacity } = await import('./capacity-action.js');
      await printCapacity(config, options, world);
    });
}
