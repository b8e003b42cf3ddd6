import type { Command } from 'commander';
import { EXIT, type ExitCode, errorText } from '../lib/errors.js';
import { interruptionOf } from '../lib/interruption.js';
import { secretsOf } from '../lib/secrets.js';
import type { RunResult } from '../model/run-result.js';
import { RENDERERS } from '../report/renderers.js';
import { createLiveLine } from './live-line.js';
import { print } from './print.js';
import { addRunFlags, deploymentOptions, type RunFlags } from './run-options.js';
import { untilInterrupted, type World } from './world.js';

export function addRunCommand(program: Command, world: World): void {
  const command = program
    .command('run')
    .description('Open masses of connections, flip maintenance under them, account for each.')
    .argument('<scenario>', 'a shipped scenario (maintenance) or a scenario file');
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
  const deployment = deploymentOptions(flags);
  const { runMaintenance } = await import('../run/run-maintenance.js');
  const { checkSavable, saveResult } = await import('../run/save-result.js');
  await checkSavable(flags.out ?? null, world.cwd());
  const live = await createLiveLine(world, !flags.quiet && !flags.json);
  live.show({ stage: deployment ? 'meeting the deployment' : 'starting the chain' });
  let seen: RunResult;
  try {
    seen = await runMaintenance({
      scenario: name,
      connections: flags.connections ?? null,
      rampMs: flags.ramp ?? null,
      engine: flags.engine,
      block: flags.loopback ?? null,
      patienceMs: flags.patience,
      budgets: {
        maxP99Ms: flags.maxP99 ?? null,
        maxLatencyMs: flags.maxLatency ?? null,
        maxCloses: flags.maxCloses ?? null,
      },
      deployment,
      signal,
      onProgress: (progress) => live.show(progress),
    });
  } finally {
    live.clear();
  }
  // Judged before: a secret could be a word of the verdict.
  const exitCode = seen.interrupted ? interruptionOf(signal).exitCode : EXIT[seen.verdict];
  const result = secretsOf(world).hideIn(seen);
  // First of all: a backend may still be out, and somebody has to see to it.
  if (result.trouble) world.stderr.write(errorText(result.trouble));
  // Printed before it is saved: what is seen is not lost even if the disk has filled up meanwhile.
  if (flags.json || !flags.quiet) {
    await print(world, RENDERERS.run[flags.json ? 'json' : 'text'], result);
  }
  const file = await saveResult(result, flags.out ?? null, world.cwd());
  if (!flags.json && !flags.quiet) {
    await print(world, RENDERERS.notes.text, ['', `Saved: ${file}`]);
  }
  return exitCode;
}
