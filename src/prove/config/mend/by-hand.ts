import { TidegateError } from '../../../lib/errors.js';
import type { TargetChange } from '../../../model/capacity.js';

/** Refuses a mend without lines to paste, or one that needs servers or clients that do not exist here. */
export function refuseByHand(changes: readonly TargetChange[]): void {
  const open = changes.find(
    ({ lines }) => lines.length === 0 || lines.some((line) => /\b(?:SOURCE_)?ADDRESS\b/.test(line)),
  );
  if (open) throw byHand(open.what);
}

export function byHand(what: string): TidegateError {
  return new TidegateError('PROVE_CHANGE_UNSUPPORTED', `a change has to be made by hand: ${what}`, {
    hint: 'Make it in a copy of the configuration, and prove that one.',
  });
}
