import type { Step } from '../model/scenario.js';
import type { Phase } from './phases/phase.js';
import type { Play } from './play.js';

/**
 * Plays the steps of a score, one after the other. If the run ends early, the phases' guarantees
 * are still kept, and the recorder holds what was seen until then.
 * @throws TidegateError COMMAND_INTERRUPTED, BOX_DIED, and what the phases throw
 */
export async function conduct(
  score: readonly Step[],
  phases: Readonly<Record<string, Phase>>,
  play: Play,
): Promise<void> {
  try {
    for (const { phase: name, parameters } of score) {
      const phase = phases[name];
      if (!phase) throw new Error(`no phase is called ${name}`);
      const title = phase.title?.(parameters) ?? name;
      await play.recorder.phase(title, () => phase.play(play, parameters));
    }
  } finally {
    await play.guarantees.keep();
  }
}
