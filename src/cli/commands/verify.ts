import { resolve } from 'node:path';
import type { Command } from 'commander';
import { EXIT, errorText } from '../../lib/errors.js';
import { RENDERERS } from '../../report/renderers.js';
import { print } from '../print.js';
import type { World } from '../world.js';

const EXAMPLE = `
Exits with the verdict's code: 0 pass, 1 fail, 3 invalid.

Examples:
  $ tidegate verify reports/runs/2026-11-28T00-00-00Z-maintenance.ledger
  $ tidegate verify drained.ledger --json | jq .checks`;

interface VerifyFlags {
  readonly json?: true;
  readonly quiet?: true;
}

export function addVerifyCommand(program: Command, world: World): void {
  program
    .command('verify')
    .description('Judge a run again from its stored ledger alone, here or on another machine.')
    .argument('<ledger>', 'the .ledger file that `tidegate run` writes beside its result')
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing; the exit code says the verdict')
    .addHelpText('after', EXAMPLE)
    .action(async (file: string, flags: VerifyFlags) => {
      const { readLedger } = await import('../../run/stored/ledger-file.js');
      const { judgeRun } = await import('../../verify/judge-run.js');
      const { account, ledger } = await readLedger(resolve(world.cwd(), file), file);
      const result = judgeRun(account, ledger);
      if (result.trouble) world.stderr.write(errorText(result.trouble));
      if (flags.json || !flags.quiet) {
        await print(world, RENDERERS.run[flags.json ? 'json' : 'text'], result);
      }
      world.exitCode = EXIT[result.verdict];
    });
}
