import * as v from 'valibot';
import { interval, words } from '../../config/scenario/values.js';
import { TidegateError } from '../../lib/errors.js';
import { formatMs } from '../../lib/units.js';
import { type CommandEnd, startCommand } from '../command/command.js';
import { definePhase, whileLoadStands } from './phase.js';

const WORDS = {
  beginning: 'the command',
  end: 'the end of the command',
  during: 'command',
  after: 'aftermath',
};

/**
 * Runs a command of the user's under the load and waits for its end. A command that fails, hangs or
 * cannot be started ends the run, because its effect on the deployment is not known.
 */
export const command = definePhase({
  parameters: { run: words, timeout: v.optional(interval, '60s') },
  needs: [],
  watches: ['newcomers'],
  yields: ['disturbance'],
  misplaced: whileLoadStands,
  play: async ({ fleet, target, guarantees, recorder, waiter }, { run: text, timeout }) => {
    for (const witness of [fleet, target]) witness.mark(true);
    const started = startCommand(text, timeout);
    // If Ctrl-C or the death of a box ends the run, the command is ended too.
    const end = guarantees.add(() => started.end());
    const beganMs = recorder.now();
    const ended = await waiter.until(started.ended);
    if (ended.fault === null) guarantees.drop(end);
    const { atMs, ...report } = ended;
    recorder.commands.push({ option: 'command', ...report });
    const endedMs = atMs - recorder.originMs;
    // Several commands make one disturbance, from the beginning of the first to the end of the
    // last.
    recorder.disturbance = { ...(recorder.disturbance ?? { beganMs }), endedMs, words: WORDS };
    if (ended.fault !== null) throw commandFailed(text, timeout, ended);
  },
});

function commandFailed(text: string, limitMs: number, { fault, timedOut, said }: CommandEnd) {
  const how = timedOut ? `did not end within ${formatMs(limitMs)}` : `ended with ${fault}`;
  return new TidegateError(
    timedOut ? 'COMMAND_TIMED_OUT' : 'COMMAND_FAILED',
    `the command ${how}: ${text}`,
    {
      said,
      hint: timedOut
        ? 'Give it a longer timeout, or see by hand why it hangs.'
        : 'Run it by hand: it must end with exit code 0.',
    },
  );
}
