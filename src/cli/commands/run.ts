import type { Command } from 'commander';
import { EXIT, type ExitCode, errorText, interruptionOf } from '../../lib/errors.js';
import { secretsOf } from '../../lib/secrets.js';
import type { Scenario } from '../../model/scenario.js';
import { RENDERERS } from '../../report/renderers.js';
import type { JudgedRun, RunOptions } from '../../run/run-scenario.js';
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
  const { checkSavable } = await import('../../run/save-result.js');
  const { file, scenario: written } = await loadScenario(name);
  const scenario = overridden(written, flags);
  const foreign = foreignOptions(flags, scoreOf(scenario).needs.includes('maintenance'));
  const { out = null, ledger = null } = flags;
  await checkSavable({ out, ledger }, world.cwd());
  const options = {
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
  };
  const judged = await playLive(world, options, !flags.quiet && !flags.json);
  await handOver(world, judged, flags);
  const { interrupted, verdict } = judged.result;
  return interrupted ? interruptionOf(signal).exitCode : EXIT[verdict];
}

/** Runs the scenario and shows its progress. @param wanted whether it is shown at all */
async function playLive(world: World, options: RunOptions, wanted: boolean): Promise<JudgedRun> {
  const { runScenario } = await import('../../run/run-scenario.js');
  const live = await createLiveLine(world, wanted);
  live.show({ stage: options.foreign ? 'meeting the deployment' : 'starting the chain' });
  try {
    return await runScenario({ ...options, onProgress: (progress) => live.show(progress) });
  } finally {
    live.clear();
  }
}

/** Prints and saves a run, without the user's secrets. */
async function handOver(world: World, run: JudgedRun, flags: RunFlags): Promise<void> {
  const { json = false, quiet = false } = flags;
  const { saveLedger, saveResult } = await import('../../run/save-result.js');
  const { encodeLedger } = await import('../../run/stored/ledger-file.js');
  const secrets = secretsOf(world);
  const result = secrets.hideIn(run.result);
  // Printed first: a backend may still be in maintenance, and someone has to act.
  if (result.trouble) world.stderr.write(errorText(result.trouble));
  // Printed before it is saved, so that it is not lost if the disk is full.
  if (json || !quiet) await print(world, RENDERERS.run[json ? 'json' : 'text'], result);
  const saved = await saveResult(result, flags.out ?? null, world.cwd());
  const bytes = encodeLedger(run, (text) => secrets.hide(text));
  const named = flags.ledger ?? null;
  const kept = await saveLedger(bytes, { named, result: saved }, world.cwd());
  if (!json && !quiet) {
    await print(world, RENDERERS.notes.text, ['', `Saved: ${saved}`, `Ledger: ${kept}`]);
  }
}

/** The scenario, with the values that the command line overrides. */
function overridden(scenario: Scenario, flags: RunFlags): Scenario {
  const { load } = scenario;
  const { connections = load.connections, ramp: rampMs = load.rampMs } = flags;
  return { ...scenario, load: { ...load, connections, rampMs } };
}
