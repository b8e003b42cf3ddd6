import { TidegateError } from '../../lib/errors.js';
import { formatMs } from '../../lib/units.js';
import type { CommandEnd } from './command.js';
import type { CommandPair } from './last-word.js';

/** The error for a user's command that ended badly; null = it ended well. */
export function commandError(
  which: 'on' | 'off',
  pair: CommandPair,
  { fault, timedOut, said }: CommandEnd,
): TidegateError | null {
  if (fault === null) return null;
  const command = `${consequence(which, pair)}--maintenance-${which} "${pair[which]}"`;
  if (timedOut) {
    const limit = formatMs(pair.limitMs);
    const message = `${command} did not end within ${limit} and was ended with its children`;
    return new TidegateError('FLIP_TIMED_OUT', message, {
      said,
      hint: 'It must exit once maintenance is switched; --command-timeout gives it longer.',
    });
  }
  return new TidegateError('FLIP_FAILED', `${command} failed (${fault})`, {
    said,
    hint: 'Run the command by hand; it must exit with 0 once maintenance is switched.',
  });
}

/** States first what the user has to do now. */
function consequence(which: 'on' | 'off', { backend }: CommandPair): string {
  return which === 'off' ? `backend ${backend} is STILL IN MAINTENANCE: ` : '';
}
