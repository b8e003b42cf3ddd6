import type { WarningCode } from '../../../model/capacity.js';
import type { Found } from '../../lint/rule.js';
import type { Directive } from '../syntax/syntax.js';
import type { LintInput } from './rule.js';

/**
 * What the calculator has warned of, as findings: the reach and the weights of sources and what
 * max_conns comes to are computed there, and in one way only.
 * @param names the directives its places point at, for the column.
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
    // Two hops through one map are one finding.
    if (!directive || seen.get(directive) === message) continue;
    seen.set(directive, message);
    yield { message, mend: fix, place: directive.place, directive };
  }
}
