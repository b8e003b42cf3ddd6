import type { WarningCode } from '../../../model/capacity.js';
import type { Found } from '../../lint/rule.js';
import type { Directive } from '../syntax/syntax.js';
import type { LintInput } from './rule.js';

/**
 * Turns warnings of the calculator into findings: which sources are reached, their weights and what
 * max_conns allows are computed only there.
 * @param names the directives that the warnings point at, to find the column
 */
export function* fromWarnings(
  { warnings, written }: LintInput,
  code: WarningCode,
  names: readonly string[],
): Iterable<Found & { readonly directive: Directive }> {
  const seen = new Map<Directive, string>();
  for (const { code: found, file, line, message, fix } of warnings) {
    if (found !== code || file === null || line === null) continue;
    const directive = names.map((name) => written.onLine(file, line, name)).find(Boolean);
    // Two hops that use one map are one finding.
    if (!directive || seen.get(directive) === message) continue;
    seen.set(directive, message);
    yield { message, mend: fix, place: directive.place, directive };
  }
}
