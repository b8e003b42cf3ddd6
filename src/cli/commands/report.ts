import { type Command, Option } from 'commander';
import { RENDERERS } from '../../report/renderers.js';
import type { ReportOptions } from '../actions/report-action.js';
import type { World } from '../world.js';

const EXAMPLE = `
Examples:
  $ tidegate report reports/runs/2026-01-02T03-04-05Z-maintenance.json
  $ tidegate report run.json --format json --out pretty.json

Exit codes: 0 the report is made, whatever its verdict; 2 usage, or a file that is no such result.`;

export function addReportCommand(program: Command, world: World): void {
  program
    .command('report')
    .description('The report of a run again, from its stored result.')
    .argument('<result>', 'a file that `tidegate run` saved')
    .addOption(
      new Option('--format <format>', 'of the report')
        .choices(Object.keys(RENDERERS.run))
        .default('text'),
    )
    .option('--out <file>', 'write it to a file')
    .option('--quiet', 'print nothing; the exit code says whether it is a result')
    .addHelpText('after', EXAMPLE)
    .action(async (file: string, options: ReportOptions) => {
      const { reportRun } = await import('../actions/report-action.js');
      await reportRun(file, options, world);
    });
}
