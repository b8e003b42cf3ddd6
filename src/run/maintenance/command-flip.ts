import { monotonicMs } from '../../lib/clock.js';
import { TidegateError } from '../../lib/errors.js';
import type { CommandReport } from '../../model/run-result.js';
import { type CommandEnd, startCommand } from '../command/command.js';
import { commandError } from '../command/command-error.js';
import { endProcesses } from '../command/end-processes.js';
import type { CommandPair } from '../command/last-word.js';
import type { Janitor } from '../janitor/janitor.js';
import type { Flip } from './flip.js';

/**
 * Flips by the user's own commands, which the janitor runs.
 * @throws TidegateError FLIP_FAILED, FLIP_TIMED_OUT with the command's output, JANITOR_DIED
 */
export function commandFlip(
  pair: CommandPair,
  janitor: Pick<Janitor, 'gone' | 'on' | 'off'>,
): Flip {
  const commands: CommandReport[] = [];
  const judge = (which: 'on' | 'off', end: CommandEnd | null): number => {
    if (end === null) return monotonicMs();
    const { atMs, ...rest } = end;
    commands.push({ option: `--maintenance-${which}`, ...rest });
    const error = commandError(which, pair, end);
    if (error) throw error;
    return atMs;
  };
  let onError: unknown = null;
  return {
    commands,
    on: async () => {
      try {
        return judge('on', await janitor.on());
      } catch (error) {
        onError = error;
        throw error;
      }
    },
    off: async () => {
      try {
        return judge(
          'off',
          janitor.gone() ? await offAlone(pair, onError !== null) : await janitor.off(),
        );
      } catch (error) {
        throw error instanceof TidegateError ? inContext(error, pair, onError) : error;
      }
    },
  };
}

/**
 * Runs off without the janitor, which has died. If on failed, its remaining processes are ended
 * first.
 */
async function offAlone(pair: CommandPair, onFailed: boolean): Promise<CommandEnd> {
  if (onFailed) await endProcesses({ leader: null, mark: pair.mark });
  return startCommand(pair.off, pair.limitMs).ended;
}

/** Adds what the user must know when off has failed: the state of the backend. */
function inContext(
  error: TidegateError,
  { backend }: CommandPair,
  onError: unknown,
): TidegateError {
  const { code, hint, exitCode, message, said } = error;
  // If the janitor dies while off runs, nothing tells how off ended.
  const unknown = code === 'JANITOR_DIED' ? `backend ${backend} may be STILL IN MAINTENANCE: ` : '';
  const before = onError instanceof TidegateError ? `; before that, ${onError.message}` : '';
  return new TidegateError(code, `${unknown}${message}${before}`, {
    exitCode,
    said,
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  });
}
