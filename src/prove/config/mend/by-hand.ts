import { TidegateError } from '../../../lib/errors.js';
import type { TargetChange } from '../../../model/capacity.js';

/** A mend that names no lines, or leaves open what cannot be made up here: servers, or clients. */
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
