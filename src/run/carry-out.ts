import { TidegateError } from '../lib/errors.js';
import { sampleTester } from '../load/tester-sampler.js';
import type { Trouble } from '../model/run-result.js';
import type { Step } from '../model/scenario.js';
import { conduct } from './conductor.js';
import type { Harvested } from './harvest.js';
import type { Phase } from './phases/phase.js';
import type { Play } from './play.js';
import { troubleOf } from './trouble.js';

/** What a run leaves in addition to the recorder's contents. */
export interface Outcome extends Harvested {
  /** A signal ended it early. */
  readonly interrupted: boolean;
  /** Any other reason why it ended early or why a guarantee was not kept; null = none. */
  readonly trouble: Trouble | null;
  /** Run time at which the run began to end. Connections that close later were closed by the tester. */
  readonly endMs: number;
}

/**
 * Plays the score and collects what was recorded. If the run ends early, the outcome is what was
 * recorded until then.
 */
export async function carryOut(
  play: Play,
  score: readonly Step[],
  phases: Readonly<Record<string, Phase>>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { recorder, fleet, harvest, watches } = play;
  const stopSampling = sampleTester(
    'conductor',
    () => recorder.now(),
    (sample) => recorder.tester.push(sample),
  );
  try {
    await conduct(score, phases, play);
    const endMs = recorder.endMs ?? recorder.now();
    return { interrupted: false, trouble: null, endMs, ...(await harvest.rest()) };
  } catch (error) {
    const bySignal = error instanceof TidegateError && error.code === 'COMMAND_INTERRUPTED';
    const intactMs = fleet.intactUntilMs() ?? Number.POSITIVE_INFINITY;
    const endMs = recorder.endMs ?? Math.min(recorder.now(), intactMs);
    return {
      interrupted: signal.aborted,
      trouble: bySignal ? null : troubleOf(error),
      endMs,
      ...(await harvest.rest()),
    };
  } finally {
    stopSampling();
    await watches.stopAll();
  }
}
