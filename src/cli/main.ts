import { Command, CommanderError } from 'commander';
import { EXIT, errorText, TidegateError } from '../lib/errors.js';
import { VERSION } from '../lib/package.js';
import { type Secrets, secretsOf } from '../lib/secrets.js';
import { printableLines } from '../lib/text/printable.js';
import { discreet } from './discreet.js';
import { faultText, loadingRefused } from './faults.js';
import { outliveReaders, type World } from './world.js';

/** Adds one command, its options and its action to the program. */
type AddCommand = (program: Command, world: World) => void;

/** In the order of the help. Loaded by name, because loading every module makes the start slower. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  facts: async () => (await import('./commands/facts.js')).addFactsCommand,
  capacity: async () => (await import('./commands/capacity.js')).addCapacityCommand,
  prove: async () => (await import('./commands/prove.js')).addProveCommand,
  lint: async () => (await import('./commands/lint.js')).addLintCommand,
  run: async () => (await import('./commands/run.js')).addRunCommand,
  verify: async () => (await import('./commands/verify.js')).addVerifyCommand,
  report: async () => (await import('./commands/report.js')).addReportCommand,
  up: async () => (await import('./commands/up.js')).addUpCommand,
  maintenance: async () => (await import('./commands/maintenance.js')).addMaintenanceCommand,
  bench: async () => (await import('./commands/bench.js')).addBenchCommand,
  proxy: async () => (await import('./commands/proxy.js')).addProxyCommand,
};

/** Runs one command line and sets `world.exitCode`. The only place that turns an error into text. */
export async function main(given: World): Promise<void> {
  const secrets = secretsOf(given);
  const world = discreet(given, secrets);
  const outputs = outliveReaders(world);
  try {
    const program = await buildProgram(world);
    await program.parseAsync([...world.argv]);
  } catch (error) {
    world.exitCode = report(world, secrets, error);
  }
  outputs.judge();
}

/** The program with the named command; with all commands for the help and for a misspelt name. */
async function buildProgram(world: World): Promise<Command> {
  const program = new Command('tidegate')
    .description(
      'How many connections a proxied deployment can hold, whether it really does, and whether maintenance is graceful under them.',
    )
    .version(VERSION)
    // `proxy` has its own -V.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      outputError: (text, write) => write(printableLines(text.replace(/^error: /, 'tidegate: '))),
    })
    .showHelpAfterError('  See --help.');
  const [, , name = ''] = world.argv;
  const named = COMMANDS[name];
  const loaders = named && Object.hasOwn(COMMANDS, name) ? [named] : Object.values(COMMANDS);
  for (const add of await Promise.all(loaders.map((load) => load()))) add(program, world);
  return program;
}

function report(world: World, secrets: Secrets, error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
  const said = error instanceof TidegateError ? error : loadingRefused(error);
  if (said !== null) {
    world.stderr.write(secrets.hide(errorText(said)));
    return said.exitCode;
  }
  world.stderr.write(secrets.hide(faultText(error)));
  return EXIT.invalid;
}
