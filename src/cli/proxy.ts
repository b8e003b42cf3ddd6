import { type Command, Option } from 'commander';
import { engineOption } from './chain-options.js';
import type { ProxyFlags } from './proxy-action.js';
import type { World } from './world.js';

export function addProxyCommand(program: Command, world: World): void {
  program
    .command('proxy')
    .description('The bundled proxy: runs an nginx configuration, and behaves as nginx does.')
    .requiredOption('-c <file>', 'configuration file')
    .option('-p <prefix>', "directory that relative roots are relative to (default: the file's)")
    .option('-t', 'check the configuration and end')
    .option('-T', 'the same, and print every file that was read')
    .addOption(
      new Option('-s <signal>', 'signal the proxy that the pid file names').choices([
        'stop',
        'quit',
      ]),
    )
    .addOption(engineOption())
    .option('-q, --quiet', 'print nothing but errors')
    .addHelpText(
      'after',
      '\nExample:\n  $ tidegate proxy -c scenarios/local-proxy/nginx.conf\n\n' +
        'SIGTERM and SIGINT stop at once, SIGQUIT lets finish what is under way.',
    )
    .action(async (flags: ProxyFlags) => {
      const { runProxy } = await import('./proxy-action.js');
      await runProxy(flags, world);
    });
}
