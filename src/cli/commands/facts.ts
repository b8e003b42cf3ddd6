import type { Command } from 'commander';
import { RENDERERS } from '../../report/renderers.js';
import { print } from '../print.js';
import type { World } from '../world.js';

const EXAMPLE = `
Example:
  $ tidegate facts --json > host.json     capture this host
  $ tidegate capacity --facts host.json   and calculate for it elsewhere`;

export function addFactsCommand(program: Command, world: World): void {
  program
    .command('facts')
    .description("This host's facts, each with where it was read.")
    .option('--json', 'print the facts as --facts takes them')
    .option('--pid <n>', 'with the limits of a running process')
    .option('--service <name>', 'with the limits of a running systemd service')
    .option('--quiet', 'print nothing; the exit code says whether they could be read')
    .addHelpText('after', EXAMPLE)
    .action((options: FactsOptions) => printFacts(options, world));
}

interface FactsOptions {
  readonly json?: true;
  readonly quiet?: true;
  readonly pid?: string;
  readonly service?: string;
}

async function printFacts(options: FactsOptions, world: World): Promise<void> {
  const { readFacts } = await import('../../host/facts/read-facts.js');
  const { thisHost } = await import('../../host/facts/host.js');
  const facts = readFacts(thisHost(), options);
  if (options.quiet && !options.json) return;
  await print(world, RENDERERS.facts[options.json ? 'json' : 'text'], facts);
}
