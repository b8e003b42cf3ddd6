import { type Command, Option } from 'commander';
import { engineOption } from '../options/chain-options.js';
import type { ProxyFlags } from '../options/proxy-flags.js';
import type { World } from '../world.js';

export function addProxyCommand(program: Command, world: World): void {
  program
    .command('proxy')
    .description('The bundled proxy: runs an nginx configuration, and behaves as nginx does.')
    .option('-c <file>', 'configuration file')
    .option('-p <prefix>', "directory that relative paths are relative to (default: the file's)")
    .option('-e <file>', 'error log where the configuration names none (default: stderr)')
    .option('-g <directives>', 'directives to be read before the configuration file')
    .option('-t', 'check the configuration and end')
    .option('-T', 'the same, and print every file that was read')
    .addOption(
      new Option('-s <signal>', 'signal the proxy that the pid file names').choices([
        'stop',
        'quit',
        'reload',
        'reopen',
      ]),
    )
    .option('-v', 'print the version and end')
    .option('-V', 'the same, and what it runs on')
    .addOption(engineOption())
    .option('-q, --quiet', 'print nothing but errors')
    .addHelpText(
      'after',
      '\nExample:\n  $ tidegate proxy -c scenarios/local-proxy/nginx.conf\n\n' +
        'SIGTERM and SIGINT stop at once, SIGQUIT lets finish what is under way, SIGHUP reads the\n' +
        'configuration anew, SIGUSR1 opens the logs again.',
    )
    .action(async ({ c, ...flags }: Partial<ProxyFlags> & Pick<ProxyFlags, 'engine'>, command) => {
      const { printVersion, runProxy } = await import('../actions/proxy-action.js');
      if (flags.v || flags.V) await printVersion(flags, world);
      else if (c === undefined) command.error("error: required option '-c <file>' not specified");
      else await runProxy({ ...flags, c }, world);
    });
}
