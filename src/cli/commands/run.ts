import type { Command } from 'commander';
import { EXIT, type ExitCode, errorText, interruptionOf } from '../../lib/errors.js';
import { secretsOf } from '../../lib/secrets.js';
import type { Scenario } from '../../model/scenario.js';
import { RENDERERS } from '../../report/renderers.js';
import type { JudgedRun } from '../../run/run-scenario.js';
import { createLiveLine } from '../live-line.js';
import { foreignOptions } from '../options/foreign-options.js';
import { addRunFlags, type RunFlags } from '../options/run-options.js';
import { print } from '../print.js';
import { untilInterrupted, type World } from '../world.js';

export function addRunCommand(program: Command, world: World): void {
  const command = program
    .command('run')
    .description('Open masses of connections, play a scenario under them, account for each.')
    .argument('<scenario>', 'a shipped scenario (maintenance, hold) or a scenario file');
  addRunFlags(command).action(async (scenario: string, flags: RunFlags) => {
    world.exitCode = await untilInterrupted(world, (signal) => run(world, scenario, flags, signal));
  });
}

async function run(
  world: World,
  name: string,
  flags: RunFlags,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { loadScenario } = await import('../../run/scenarios/load-scenario.js');
  const { scoreOf } = await import('../../run/scenarios/score-of.js');
  const { runScenario } = await import('../../run/run-scenario.js');
  const { checkSavable, saveLedger, saveResult } = await import('../../run/save-result.js');
  const { encodeLedger } = await import('../../run/stored/ledger-file.js');
  const { file, scenario: written } = await loadScenario(name);
  const scenario = overridden(written, flags);
  const foreign = foreignOptions(flags, scoreOf(scenario).needs.includes('maintenance'));
  const { out = null, ledger = null } = flags;
  await checkSavable({ out, ledger }, world.cwd());
  const live = await createLiveLine(world, !flags.quiet && !flags.json);
  live.show({ stage: foreign ? 'meeting the deployment' : 'starting the chain' });
  let run: JudgedRun;
  try {
    run = await runScenario({
      file,
      scenario,
      engine: flags.engine,
      block: flags.loopback ?? null,
      patienceMs: flags.patience,
      budgets: {
        maxP99Ms: flags.maxP99 ?? null,
        maxLatencyMs: flags.maxLatency ?? null,
        maxCloses: flags.maxCloses ?? null,
      },
      foreign,
      signal,
      onProgress: (progress) => live.show(progress),
    });
  } finally {
    live.clear();
  }
  // Decided before secrets are hidden, because a secret could be a word of the verdict.
  const { interrupted, verdict } = run.result;
  const exitCode = interrupted ? interruptionOf(signal).exitCode : EXIT[verdict];
  const secrets = secretsOf(world);
  const result = secrets.hideIn(run.result);
  // Printed first: a backend may still be in maintenance, and someone has to act.
  if (result.trouble) world.stderr.write(errorText(result.trouble));
  // Printed before it is saved, so that it is not lost if the disk is full.
  if (flags.json || !flags.quiet) {
    await print(world, RENDERERS.run[flags.json ? 'json' : 'text'], result);
  }
  const saved = await saveResult(result, out, world.cwd());
  const bytes = encodeLedger(run, (text) => secrets.hide(text));
  const kept = await saveLedger(bytes, { named: ledger, result: saved }, world.cwd());
  if (!flags.json && !flags.quiet) {
    await print(world, RENDERERS.notes.text, ['', `Saved: ${saved}`, `Ledger: ${kept}`]);
  }
  return exitCode;
}

/** The scenario, with the values that the command line overrides. */
function overridden(scenario: Scenario, flags: RunFlags): Scenario {
  const { load } = scenario;
  const { connections = load.connections, ramp: rampMs = load.rampMs } = flags;
  return { ...scenario, load: { ...load, connections, rampMs } };
}
