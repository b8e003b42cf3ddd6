import { type Command, Option } from 'commander';
import type { EngineChoice } from '../../model/engine.js';
import { engineOption, loopbackOption } from './chain-options.js';
import { headerOption } from './header-option.js';
import {
  countOption,
  durationOption,
  markOption,
  pathOption,
  wholeOption,
} from './option-parsers.js';

export interface RunFlags {
  readonly engine: EngineChoice;
  readonly loopback?: string;
  readonly connections?: number;
  readonly ramp?: number;
  readonly url?: string;
  readonly backendUrl?: string[];
  readonly backendHeader?: string;
  readonly maintenanceOn?: string;
  readonly maintenanceOff?: string;
  readonly maintenanceText?: string;
  readonly header?: ReadonlyMap<string, string>;
  readonly healthPath?: string;
  readonly commandTimeout?: number;
  readonly detect?: number;
  readonly fall?: number;
  readonly rise?: number;
  readonly wait?: number | 'none';
  readonly patience: number;
  readonly maxP99?: number;
  readonly maxLatency?: number;
  readonly maxCloses?: number;
  readonly out?: string;
  readonly ledger?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Users give up waiting after about this time. */
const PATIENCE_MS = 10_000;

const EXAMPLES = `
Examples:
  $ tidegate run maintenance
  $ tidegate run maintenance --connections 2000 --json
  $ tidegate run maintenance --url http://127.0.0.1:18080 \\
    --backend-url http://127.0.0.1:18081 http://127.0.0.2:18081 \\
    --maintenance-on 'tidegate maintenance on' --maintenance-off 'tidegate maintenance off'

Exit codes: 0 pass, 1 a check failed, 2 usage or configuration, 3 invalid (the tester
itself was the limit, or nothing shows what became of the drained backend),
130 interrupted (143 by SIGTERM).`;

export function addRunFlags(command: Command): Command {
  return command
    .option('--connections <n>', "instead of the scenario's", countOption('--connections'))
    .option('--ramp <duration>', "instead of the scenario's", durationOption('--ramp'))
    .addOption(engineOption())
    .addOption(loopbackOption())
    .option('--url <url>', "a deployment of your own, instead of the scenario's chain")
    .option('--backend-url <url...>', 'its backend proxies; the one that is taken out first')
    .option(
      '--backend-header <name>',
      'a response header field that tells its backends apart, for example X-Backend',
    )
    .option('--maintenance-on <command>', 'switches maintenance on, on the first backend')
    .option('--maintenance-off <command>', 'switches it off again')
    .option(
      '--command-timeout <duration>',
      'longest time for each command (default: 60s)',
      durationOption('--command-timeout', 1),
    )
    .option(
      '--maintenance-text <text>',
      'text of its health answer during maintenance',
      markOption('--maintenance-text'),
    )
    .option(
      '--detect <duration>',
      'how often its frontend checks health',
      durationOption('--detect', 1),
    )
    .option('--fall <n>', 'bad checks in a row that take a backend out', countOption('--fall'))
    .option(
      '--rise <n>',
      'good checks in a row that bring it back (default: waited for, not judged)',
      countOption('--rise'),
    )
    .option('--wait <duration>', 'its waiting timeout, or none', parseWait)
    .option(
      '-H, --header <field>',
      'a header field of every request, "Name: value"; may be repeated',
      headerOption,
    )
    .option(
      '--health-path <path>',
      "where its backends' health is asked",
      pathOption('--health-path'),
    )
    .addOption(
      new Option('--patience <duration>', 'how much longer than its own length a request may take')
        .argParser(durationOption('--patience', 1))
        .default(PATIENCE_MS, '10s'),
    )
    .option(
      '--max-p99 <duration>',
      'bound of the p99 of drain and return (default: twice the baseline and 500ms)',
      durationOption('--max-p99', 1),
    )
    .option(
      '--max-latency <duration>',
      'bound of their slowest request (default: twice the baseline and 2s)',
      durationOption('--max-latency', 1),
    )
    .option(
      '--max-closes <n>',
      'established connections that may be closed from the flip on',
      wholeOption('--max-closes'),
    )
    .option('--out <file>', 'where to save the result (default: under reports/runs/)')
    .option(
      '--ledger <file>',
      'where to save the ledger, which `tidegate verify` judges again (default: beside the result)',
    )
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing but errors')
    .addHelpText('after', EXAMPLES);
}

/** `--wait 8s`, or `--wait none` if nothing ends established connections. */
function parseWait(text: string): number | 'none' {
  return text === 'none' ? 'none' : durationOption('--wait')(text);
}
