import { type Command, Option } from 'commander';
import type { BindMode, PortRange } from '../../model/hop.js';
import type { EngineUnderProof } from '../../model/prove-config.js';
import { countOption, portListOption, portRangeOption, ratioOption } from './option-parsers.js';

/** Options of `tidegate prove`, with a configuration or without. */
export interface ProveOptions {
  readonly portRange?: PortRange;
  readonly sources?: number;
  readonly destinations?: number;
  readonly bind?: BindMode;
  readonly reserved?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly engine?: EngineUnderProof;
  readonly scale?: number;
  readonly nofile?: number;
  readonly target?: number;
}

const EXAMPLE = `
Examples:
  $ tidegate prove                                        every rule, a map of client ports, the soft cliff
  $ tidegate prove --port-range 50000-50098 --sources 2 --destinations 3 --bind early
  $ tidegate prove --port-range 50000-50099 --reserved 50010-50019 --json
  $ tidegate prove nginx.conf --scale 1/100               the installed nginx, filled until it refuses
  $ tidegate prove haproxy.cfg --nofile 1024 --port-range 50000-50199
  $ tidegate prove nginx.conf --target 500000 --scale 1/100   are 500,000 held once it is mended?

Needs Linux and unshare (util-linux); root, or unprivileged user namespaces.
Exit codes: 0 the kernel agrees (with --target: N are held), 1 not so, 2 usage, no namespace to be had or more than
this machine can give, 3 the configuration is invalid, 130 interrupted (143 by SIGTERM).`;

export function addProveFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--engine <name>', 'CONFIG: who runs it (default: the installed one)').choices([
        'nginx',
        'haproxy',
        'bundled',
      ]),
    )
    .option(
      '--scale <ratio>',
      'CONFIG: multiply ranges and limits by this, such as 1/100, if the host is too small',
      ratioOption('--scale'),
    )
    .option(
      '--nofile <n>',
      "CONFIG: descriptors of the proxy (default: this shell's)",
      countOption('--nofile'),
    )
    .option(
      '--target <n>',
      'CONFIG: make the changes that capacity --target N prints, in a copy, and test whether N are held',
      countOption('--target'),
    )
    .option(
      '--port-range <lo-hi>',
      "ephemeral ports (default: 50000-50099; with CONFIG: this host's)",
      portRangeOption('--port-range'),
    )
    .option('--sources <n>', 'one case: source addresses (default: 1)', countOption('--sources'))
    .option(
      '--destinations <n>',
      'one case: address:port pairs (default: 1)',
      countOption('--destinations'),
    )
    .addOption(
      new Option('--bind <mode>', 'one case: how ports are chosen (default: late)').choices([
        'late',
        'early',
        'explicit',
      ]),
    )
    .option('--reserved <list>', 'reserved ports, as 8080,40000-40099', (text) =>
      // The kernel accepts no blanks.
      portListOption('--reserved')(text).replace(/\s/g, ''),
    )
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing; the exit code says whether the kernel agrees')
    .addHelpText('after', EXAMPLE);
}
