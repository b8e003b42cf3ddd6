import type { Command } from 'commander';
import type { HostFacts } from '../../model/facts.js';
import type { PortRange } from '../../model/hop.js';
import {
  badOption,
  countOption,
  portListOption,
  portRangeOption,
  versionOption,
} from './option-parsers.js';

type Clients = { readonly local: boolean; readonly addresses: number | null };

/** The options that say which host the figures are for, and where its clients connect from. */
export interface HostFlags {
  readonly facts?: string;
  readonly prefix?: string;
  readonly proxyVersion?: string;
  readonly pid?: string;
  readonly service?: string;
  readonly nofile?: NonNullable<HostFacts['nofile']>;
  readonly clients?: Clients;
  readonly clientPortRange?: PortRange;
  readonly portRange?: PortRange;
  readonly reserved?: string;
  readonly kernel?: string;
}

/** For the commands that calculate: `capacity` and `lint`. */
export function addHostFlags(command: Command): Command {
  return command
    .option('--facts <file>', 'facts captured on another host (tidegate facts --json)')
    .option('-p, --prefix <dir>', 'directory for relative includes of an nginx configuration')
    .option(
      '--proxy-version <v>',
      'of nginx or HAProxy (default: the one that is installed)',
      versionOption('--proxy-version'),
    )
    .option('--pid <n>', 'limits of a running process, instead of those of this shell')
    .option('--service <name>', 'limits of a running systemd service, such as nginx')
    .option(
      '--nofile <n>',
      "N or SOFT:HARD, in place of this shell's limits of descriptors",
      nofileOption,
    )
    .option(
      '--clients <where>',
      'where clients connect from: N addresses of this host (local:N), N of others (remote:N), or any (remote, the default)',
      clientsOption,
    )
    .option(
      '--client-port-range <lo-hi>',
      'their ephemeral ports (default: 32768-60999)',
      portRangeOption('--client-port-range'),
    )
    .option(
      '--port-range <lo-hi>',
      "in place of this host's ephemeral ports",
      portRangeOption('--port-range'),
    )
    .option(
      '--reserved <list>',
      "in place of this host's reserved ports, as 8080,40000-40099",
      portListOption('--reserved'),
    )
    .option(
      '--kernel <version>',
      "in place of this host's kernel version",
      versionOption('--kernel'),
    );
}

/** `local:N`, `remote:N`, `remote`. @throws TidegateError OPTION_BAD */
export function clientsOption(text: string): Clients {
  const parts = /^(local|remote)(?::(.+))?$/.exec(text);
  if (!parts || (parts[1] === 'local' && parts[2] === undefined)) {
    throw badOption('--clients', text, 'Give local:N, remote:N or remote.', 'no place');
  }
  const addresses = parts[2] === undefined ? null : countOption('--clients')(parts[2]);
  return { local: parts[1] === 'local', addresses };
}

/** `N`, or `SOFT:HARD`; unlimited is null. @throws TidegateError OPTION_BAD */
export function nofileOption(text: string): NonNullable<HostFacts['nofile']> {
  const [soft = '', hard = soft, more] = text.split(':');
  const limit = (part: string) => (part === 'unlimited' ? null : countOption('--nofile')(part));
  if (more !== undefined) throw badOption('--nofile', text, 'Give N or SOFT:HARD.', 'no limit');
  return { soft: limit(soft), hard: limit(hard) };
}
